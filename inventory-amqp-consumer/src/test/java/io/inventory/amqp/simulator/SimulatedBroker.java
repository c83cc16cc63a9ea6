package io.inventory.amqp.simulator;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ as far as it is used: durable queues that are bound to topic exchanges by whole keys, times to live and dead letters,
 * mandatory publishing with returns and confirms, acknowledgements, a limit on what is delivered. A connection may be lost with
 * all that is on its way; when the broker dies, what it has not confirmed may be gone and what was acknowledged just then comes
 * again.
 */
public final class SimulatedBroker {
    static final Duration WIRE_MAX = Duration.ofMillis(20);

    final Simulation simulation;
    private final Map<String, SimulatedQueue> queues = new LinkedHashMap<>();
    private final Map<String, List<String>> bindings = new HashMap<>();
    private final List<SimulatedConnection> connections = new ArrayList<>();
    private boolean down;

    public SimulatedBroker(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Makes connections for a process. */
    public ConnectionFactory factory(SimulatedProcess process) {
        return new ConnectionFactory() {
            @Override
            public Connection newConnection(String name) throws IOException {
                if (down || process.isDead() || simulation.fails(0.05)) throw new IOException("connection refused");
                SimulatedConnection connection = new SimulatedConnection(SimulatedBroker.this, process);
                connections.add(connection);
                return connection.proxy();
            }
        };
    }

    /** Makes a queue unless it is there. */
    public void declare(String queue, Map<String, Object> arguments) {
        queues.computeIfAbsent(queue, name -> new SimulatedQueue(this, name, arguments));
    }

    /** Has an exchange put messages with that key into a queue. */
    public void bind(String queue, String exchange, String routingKey) {
        List<String> bound = bindings.computeIfAbsent(exchange + " " + routingKey, key -> new ArrayList<>());
        if (!bound.contains(queue)) bound.add(queue);
    }

    /** Puts a message into the queues of its key, as a sender that makes sure of it. */
    public boolean publish(SimulatedMessage message) {
        List<SimulatedQueue> targets = targets(message.exchange(), message.routingKey());
        targets.forEach(queue -> queue.add(message));
        return !targets.isEmpty();
    }

    List<SimulatedQueue> targets(String exchange, String routingKey) {
        if (exchange.isEmpty()) {
            @Nullable SimulatedQueue queue = queues.get(routingKey);
            return queue == null ? List.of() : List.of(queue);
        }
        return bindings.getOrDefault(exchange + " " + routingKey, List.of()).stream()
                .map(this::queue)
                .toList();
    }

    public SimulatedQueue queue(String name) {
        SimulatedQueue queue = queues.get(name);
        if (queue == null) throw new IllegalArgumentException("no queue " + name);
        return queue;
    }

    /** One of the connections is lost. */
    public void cutOne() {
        connections.removeIf(connection -> !connection.isOpenAtBroker());
        List<SimulatedConnection> open =
                connections.stream().filter(SimulatedConnection::isOpen).toList();
        if (!open.isEmpty()) open.get(simulation.below(open.size())).cut("the connection was cut");
    }

    /** Dies, and is there again after a time. */
    public void crash(Duration time) {
        simulation.tell(() -> "the broker dies for " + time.toMillis() + " ms");
        down = true;
        List<SimulatedConnection> lost = List.copyOf(connections);
        lost.forEach(connection -> connection.cut("the broker died"));
        lost.forEach(SimulatedConnection::closeAtBroker);
        queues.values().forEach(SimulatedQueue::crash);
        simulation.after(time, () -> down = false);
    }

    /** All connections of a process end, without a word from it. */
    public void lose(SimulatedProcess process) {
        for (SimulatedConnection connection : List.copyOf(connections))
            if (connection.process() == process) connection.cut("the process is dead");
    }

    /**
     * A message.
     *
     * @param properties as they were sent
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
    public record SimulatedMessage(String exchange, String routingKey, BasicProperties properties, byte[] body) {}
}
