package io.inventory.amqp.signal;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.inventory.amqp.TestBroker;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.JdbiInventory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** A relay that may lose its database and its broker at once, as if its process had been killed: it gives nothing up. */
final class MortalRelay {
    /** A broker that stands still is left as soon as that. */
    private static final int CONNECT_MILLIS = 2_000;

    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final JdbiInventory inventory;
    private final SignalRelay relay;
    private volatile boolean dead;

    MortalRelay(String uri, Topology topology, SignalStore store) {
        inventory = store.open();
        relay = new SignalRelay(SignalStore.settings(factory(uri), topology), inventory);
        relay.start();
    }

    private ConnectionFactory factory(String uri) {
        ConnectionFactory factory = new ConnectionFactory() {
            @Override
            public Connection newConnection(String name) throws IOException, TimeoutException {
                if (dead) throw new IOException("the process is dead");
                Connection connection = super.newConnection(name);
                connections.add(connection);
                return connection;
            }
        };
        try {
            factory.setUri(uri);
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalArgumentException(uri, e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(CONNECT_MILLIS);
        factory.setHandshakeTimeout(CONNECT_MILLIS);
        factory.setExceptionHandler(TestBroker.factory(uri).getExceptionHandler());
        return factory;
    }

    /** From now on the database gets nothing of it, and then the broker neither. */
    void kill() {
        dead = true;
        inventory.close();
        connections.forEach(connection -> connection.abort(0));
        relay.close();
    }

    /** Ends it as a process ends that is asked to. */
    void stop() {
        relay.close();
    }
}
