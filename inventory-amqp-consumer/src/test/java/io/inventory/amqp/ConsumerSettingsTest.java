package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.PrivatePostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Settings as an operator meets them: what a check says, what is waited for, what stays secret. */
class ConsumerSettingsTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private static final String SECRET = "planted-4711";

    private final Topology topology = broker.newTopology(Duration.ofSeconds(1));

    @TempDir
    private File folder;

    private ConsumerProcess start(File log, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(
                "--queue=" + topology.queue(),
                "--orders-exchange=" + topology.ordersExchange(),
                "--events-exchange=" + topology.eventsExchange()));
        return new ConsumerProcess(log, Map.of("INVENTORY_LOG_LEVEL", "DEBUG"), all.toArray(String[]::new));
    }

    private String run(int exit, String... options) throws Exception {
        File log = File.createTempFile("log", ".txt", folder);
        try (ConsumerProcess process = start(log, options)) {
            int status = process.awaitExit();
            String output = Files.readString(log.toPath());
            assertThat(status).as(output).isEqualTo(exit);
            return output;
        }
    }

    @Test
    void eachSettingIsPrintedWithItsSource() throws Exception {
        assertThat(run(0, "--print-config", "--amqp-uri=amqp://u:" + SECRET + "@h/v"))
                .contains(
                        "flag        amqp-uri=***\n",
                        "default     prefetch=256\n",
                        "flag        queue=" + topology.queue() + "\n")
                .doesNotContain(SECRET);
    }

    @Test
    void aCheckConnectsAndChangesNothing() throws Exception {
        String uri = "--amqp-uri=" + broker.uri();
        String database = "--inventory=jdbc:h2:file:" + folder.toPath().resolve("new/inventory");
        assertThat(run(0, "--check", uri, database)).contains("can be started");
        assertThat(folder.toPath().resolve("new")).doesNotExist();
        try (Connection connection = broker.connect()) {
            Channel channel = connection.createChannel();
            assertThatThrownBy(() -> channel.queueDeclarePassive(topology.queue()))
                    .isInstanceOf(IOException.class);
        }
        assertThat(run(2, "--check", uri, database, "--declare=passive")).contains("NOT_FOUND");
        assertThat(run(2, "--check", uri, "--inventory=grpc://127.0.0.1:1")).contains("--inventory does not answer");
        assertThat(run(2, "--check", "--amqp-uri=amqp://127.0.0.1:1", database))
                .contains("cannot use RabbitMQ at 127.0.0.1:1");
    }

    @Test
    void aDatabaseThatStartsLaterIsWaitedFor() throws Exception {
        File log = new File(folder, "log.txt");
        try (PrivatePostgres postgres = PrivatePostgres.prepare();
                ConsumerProcess consumer = start(
                        log,
                        "--amqp-uri=" + broker.uri(),
                        "--jdbc-user=postgres",
                        "--inventory=" + postgres.jdbcUrl());
                TestShop shop = new TestShop(broker, topology)) {
            Awaitility.await().until(() -> Files.readString(log.toPath()).contains("can't be reached yet"));
            postgres.restart();
            shop.awaitConsumer();
            consumer.terminate();
        }
    }

    @Test
    void secretsAreInNothingThatIsPrinted() throws Exception {
        Path file = Files.writeString(folder.toPath().resolve("uri"), "amqp://u:" + SECRET + "@127.0.0.1:1/%2f\n");
        Path password = Files.writeString(folder.toPath().resolve("password"), SECRET);
        String host = broker.uri().replaceFirst(".*@", "").replaceFirst("^amqp://", "");
        String memory = "--inventory=jdbc:h2:mem:x";
        for (List<String> options : List.of(
                List.of("--check", memory, "--amqp-uri-file=" + file),
                List.of(memory, "--amqp-uri=amqp://stranger:" + SECRET + "@" + host),
                List.of(memory, "--amqp-uri=amqp://u:" + SECRET + "@a@127.0.0.1:1"),
                List.of(memory, "--amqp-uri=amqp://u:" + SECRET + "@127.0.0.1:x"),
                List.of(memory, "--amqp-uri=http://u:" + SECRET + "@127.0.0.1"),
                List.of(memory, "--amqp-uri=amqp://" + SECRET, "--amqp-uri-file=" + file),
                List.of("--inventory=jdbc:postgresql://u:" + SECRET + "@h/d", "--amqp-uri=" + broker.uri()),
                List.of("--inventory=jdbc:postgresql://127.0.0.1:1/d?password=" + SECRET, "--store-wait=0s"),
                List.of("--inventory=grpc://u:" + SECRET + "@h:x", "--amqp-uri=" + broker.uri()),
                List.of("parked", "list", "--amqp-uri-file=" + file),
                List.of(
                        "--inventory=jdbc:h2:mem:x",
                        "--jdbc-password-file=" + password,
                        "--amqp-uri-file=" + password)))
            assertThat(run(2, options.toArray(String[]::new))).as("%s", options).doesNotContain(SECRET);
        assertThat(run(0, "--check", memory, "--jdbc-password-file=" + password, "--amqp-uri=" + broker.uri()))
                .doesNotContain(SECRET);
    }
}
