package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.StoreOptions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the consumer makes of --inventory. */
class InventoryUrlTest {
    @Command(name = "program")
    static final class Program {
        @Mixin
        final StoreOptions store = new StoreOptions();

        @Mixin
        final ServerOptions server = new ServerOptions();
    }

    @Test
    void reservationsOfADatabaseExpireByThemselves() throws Exception {
        StoreOptions options = parse("--expiry-interval=10ms");
        String url = "jdbc:h2:mem:url-" + UUID.randomUUID();
        assertThat(InventoryUrl.expiry(url, options)).contains("expiry=on");
        try (Inventory inventory = InventoryUrl.open(url, options, new ServerOptions())) {
            Sku sku = new Sku("S");
            inventory.create(sku, 1, new RequestId("opening"));
            inventory.reserve(new OrderId("o"), List.of(new OrderLine(sku, 1)), Duration.ofSeconds(1));
            assertThat(inventory.stock(sku).reserved()).isEqualTo(1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> inventory.stock(sku).reserved() == 0);
        }
    }

    @Test
    void reservationsOfAServerAreLeftToIt() throws Exception {
        String url = "grpc://127.0.0.1:1";
        StoreOptions options = parse();
        assertThat(InventoryUrl.expiry(url, options)).isEqualTo("expiry=the server's");
        try (Inventory inventory = InventoryUrl.open(url, options, new ServerOptions())) {
            assertThat(inventory).isInstanceOf(InventoryClient.class);
        }
    }

    @Test
    void nothingSecretIsSentInTheClear() {
        for (String option : List.of("--server-token-file=t", "--server-ca=ca")) {
            Program program = parseAll(option);
            assertThatExceptionOfType(SetupException.class)
                    .isThrownBy(() -> InventoryUrl.open("grpc://127.0.0.1:1", program.store, program.server))
                    .withMessageContaining("grpcs://");
        }
        Program program = parseAll("--server-token-file=no-such-file");
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> InventoryUrl.open("grpcs://127.0.0.1:1", program.store, program.server))
                .withMessageContaining("no such file as no-such-file");
    }

    private static StoreOptions parse(String... args) {
        return parseAll(args).store;
    }

    private static Program parseAll(String... args) {
        Program program = new Program();
        new CommandLine(program).parseArgs(args);
        return program;
    }
}
