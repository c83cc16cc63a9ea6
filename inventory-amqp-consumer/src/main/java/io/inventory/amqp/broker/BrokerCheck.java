package io.inventory.amqp.broker;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.amqp.message.Printable;
import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Finds out whether a consumer would get on with its broker, and changes nothing there. */
public final class BrokerCheck {
    private BrokerCheck() {}

    /**
     * Logs in; looks for exchanges and queues if a consumer would not make them itself. Blocks for as long as the factory's limits
     * allow.
     *
     * @throws SetupException if the broker can't be reached
     * @throws AuthenticationFailureException if it refuses the login
     * @throws TopologyException if something is missing
     */
    public static void run(SessionSettings settings) throws AuthenticationFailureException, TopologyException {
        try (Connection connection = settings.broker().newConnection("inventory-consumer, check")) {
            if (settings.declare() == TopologyDeclaration.Mode.PASSIVE)
                TopologyDeclaration.declare(connection, settings.topology(), settings.declare());
        } catch (AuthenticationFailureException e) {
            throw e;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new SetupException("cannot use RabbitMQ at " + settings.address() + ": " + Printable.cause(e), e);
        }
    }
}
