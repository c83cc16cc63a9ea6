package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.rabbitmq.client.Connection;
import io.inventory.amqp.broker.BrokerOptions;
import io.inventory.jdbi.Ports;
import io.inventory.jdbi.SetupException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A URI that names several nodes of a broker. */
@Timeout(120)
class BrokerNodesTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    /** Of three nodes one is there, which is seldom the first that is tried each time. */
    private static final int CONNECTIONS = 4;

    private static BrokerOptions options(String uri) {
        return CommandLine.populateCommand(new BrokerOptions(), "--amqp-uri=" + uri);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        amqp://u:p@one/shop             | broker=one:5672 vhost=shop
        amqp://u:p@one:1,two/shop       | broker=one:1,two:5672 vhost=shop
        amqps://u:p@one,two:2,three     | broker=one:5671,two:2,three:5671 vhost=/
        amqp://u:p,q,r@one:7/%2f        | broker=one:7 vhost=/
        amqp://one,two                  | broker=one:5672,two:5672 vhost=/
        amqp://u:p@[::1]:1,127.0.0.1    | broker=[::1]:1,127.0.0.1:5672 vhost=/
        """)
    void nodesHaveThePortsThatAreGivenOrThatOfTheirProtocol(String uri, String text) {
        assertThat(options(uri).toString()).startsWith(text + " ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        amqp://u:planted@one,/shop              | of its 2 hosts number 2 is not host or host:port
        amqp://u:planted@,one/shop              | of its 2 hosts number 1 is not host or host:port
        amqp://u:planted@one,two:x,three        | of its 3 hosts number 2 is not host or host:port
        amqp://u:planted@one,two:65536          | of its 2 hosts number 2 is not host or host:port
        amqp://u:planted@one,u:planted@two      | is not an AMQP URI
        amqp://u:planted,planted/x@two          | of its 2 hosts number 1 is not host or host:port
        amqp://u:planted@one,two,one:5672       | its host number 3 is there twice
        amqp://u:planted@a,b,c,d,e,f,g,h,i,j    | it has more than 9 hosts
        amqp://u:planted@one:0                  | its port is not 1 to 65535
        amqp://u:planted@                       | write amqp://user:password@host:port/vhost
        http://u:planted@one,two                | write amqp://user:password@host:port/vhost
        planted                                 | it is no URI
        """)
    void theHostThatIsWrongIsNamedByItsPlaceAndNothingOfThePasswordIsShown(String uri, String message) {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> options(uri).broker())
                .withMessageStartingWith("--amqp-uri ")
                .withMessageContaining(message)
                .withMessageNotContaining("planted");
    }

    @Test
    void nodesThatAreGoneOrDoNotAnswerArePassedOver() throws Exception {
        URI given = URI.create(broker.uri());
        try (ServerSocket silent = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress())) {
            String hosts = "127.0.0.1:" + Ports.free() + ",127.0.0.1:" + silent.getLocalPort() + "," + given.getHost()
                    + ":" + given.getPort();
            String uri = broker.uri().replace(given.getHost() + ":" + given.getPort(), hosts);
            List<Connection> connections = new ArrayList<>();
            try {
                for (int i = 0; i < CONNECTIONS; i++)
                    connections.add(options(uri).broker().newConnection("test"));
                assertThat(connections).allMatch(Connection::isOpen);
            } finally {
                for (Connection connection : connections) connection.abort();
            }
        }
    }
}
