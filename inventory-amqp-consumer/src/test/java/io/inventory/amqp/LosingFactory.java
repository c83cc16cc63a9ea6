package io.inventory.amqp;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes real connections and counts them; one is closed before it is used. */
final class LosingFactory extends ConnectionFactory {
    private final AtomicInteger count = new AtomicInteger();
    private final int lost;

    /** @param lost which connection is closed, from 1; 0 for none */
    LosingFactory(TestBroker broker, int lost) throws Exception {
        this.lost = lost;
        setUri(broker.uri());
        setAutomaticRecoveryEnabled(false);
        setExceptionHandler(broker.factory().getExceptionHandler());
    }

    @Override
    public Connection newConnection(String name) throws IOException, TimeoutException {
        Connection connection = super.newConnection(name);
        if (count.incrementAndGet() == lost) connection.abort();
        return connection;
    }

    int count() {
        return count.get();
    }
}
