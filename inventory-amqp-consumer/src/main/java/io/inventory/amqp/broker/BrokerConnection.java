package io.inventory.amqp.broker;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurator;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A connection that ends when it is told to. The library's own abort waits for whoever writes at the moment, and that lasts for as
 * long as the broker does not read: one that is short of memory reads from nobody who publishes, for hours if need be, and is
 * alive.
 */
final class BrokerConnection {
    /** For the broker's answer to the goodbye. */
    private static final int ABORT_MILLIS = 2_000;
    /** After so long it is not the answer that is missing: the goodbye could not be written. */
    private static final int WRITTEN_MILLIS = ABORT_MILLIS + 500;

    private final Connection connection;
    private final Optional<Socket> socket;

    private BrokerConnection(Connection connection, Optional<Socket> socket) {
        this.connection = connection;
        this.socket = socket;
    }

    /**
     * Connects. Blocks for as long as the factory's limits allow.
     *
     * @param name for who looks at the broker
     */
    static BrokerConnection open(ConnectionFactory broker, String name) throws IOException, TimeoutException {
        // that of the connection is the last one: a node that does not answer has had one, too
        List<Socket> sockets = new ArrayList<>();
        ConnectionFactory factory = broker.clone();
        SocketConfigurator configurator = factory.getSocketConfigurator();
        factory.setSocketConfigurator(socket -> {
            configurator.configure(socket);
            sockets.add(socket);
        });
        Connection connection = factory.newConnection(name);
        return new BrokerConnection(
                connection, sockets.isEmpty() ? Optional.empty() : Optional.of(sockets.get(sockets.size() - 1)));
    }

    Connection connection() {
        return connection;
    }

    /**
     * Ends it; blocks for 3 s at most. What was written goes out before, if the broker reads. An interrupt cuts it off, and is kept.
     */
    void abort() {
        if (socket.isEmpty()) {
            connection.abort(ABORT_MILLIS);
            return;
        }
        Thread goodbye = new Thread(() -> connection.abort(ABORT_MILLIS), "inventory-goodbye");
        goodbye.setDaemon(true);
        goodbye.start();
        try {
            goodbye.join(WRITTEN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (goodbye.isAlive()) cut(socket.get());
    }

    /** Whoever writes to it, or waits to, fails at once. */
    private static void cut(Socket socket) {
        try {
            // otherwise one with TLS waits for who writes, to say goodbye itself
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }
}
