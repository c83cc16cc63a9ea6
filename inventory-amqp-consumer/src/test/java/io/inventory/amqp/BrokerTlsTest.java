package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Connection;
import io.inventory.amqp.broker.BrokerOptions;
import io.inventory.certificates.TestAuthority;
import io.inventory.jdbi.SetupException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** amqps on a real RabbitMQ: its certificate must be of a trusted CA and for its name. */
@Timeout(180)
class BrokerTlsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aBrokerIsTrustedByItsCaAndItsName() throws Exception {
        TestAuthority authority = new TestAuthority();
        Path ca = authority.write(folder.resolve("ca.pem"));
        Path certificate = folder.resolve("broker.pem");
        Path key = folder.resolve("broker.key");
        authority.issue("broker", "localhost").write(certificate, key);
        int port = freePort();
        try (PrivateBroker broker = PrivateBroker.start(String.join(
                "\n",
                "listeners.ssl.1 = 127.0.0.1:" + port,
                "ssl_options.cacertfile = " + ca,
                "ssl_options.certfile = " + certificate,
                "ssl_options.keyfile = " + key,
                "ssl_options.verify = verify_none",
                ""))) {
            assertThat(broker.uri()).startsWith("amqp://");
            try (Connection connection = connect("localhost", port, "--amqp-ca=" + ca)) {
                assertThat(connection.isOpen()).isTrue();
            }
            assertThatThrownBy(() -> connect("127.0.0.1", port, "--amqp-ca=" + ca))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("127.0.0.1");
            Path other = new TestAuthority().write(folder.resolve("other.pem"));
            assertThatThrownBy(() -> connect("localhost", port, "--amqp-ca=" + other))
                    .isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> connect("localhost", port)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aCaFileThatCannotBeUsedIsNamed() throws Exception {
        Path none = folder.resolve("none.pem");
        assertRefused(none);
        assertRefused(Files.writeString(folder.resolve("empty.pem"), ""));
        assertRefused(Files.writeString(folder.resolve("text.pem"), "no certificate"));
    }

    private static void assertRefused(Path ca) {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> connect("localhost", 1, "--amqp-ca=" + ca))
                .withMessageContainingAll("--amqp-ca", ca.toString());
    }

    private static Connection connect(String host, int port, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of(more));
        options.add("--amqp-uri=amqps://guest:guest@" + host + ":" + port);
        return CommandLine.populateCommand(new BrokerOptions(), options.toArray(String[]::new))
                .broker()
                .newConnection("test");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
