package io.inventory.amqp.broker;

import java.util.List;

/** The broker's exchanges and queues are not what the consumer needs; an operator has to decide what to do. */
public final class TopologyException extends Exception {
    private static final long serialVersionUID = 1;

    TopologyException(List<String> differences) {
        super(String.join("\n", differences));
    }
}
