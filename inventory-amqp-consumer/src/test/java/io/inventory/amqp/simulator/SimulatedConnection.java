package io.inventory.amqp.simulator;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection: in each direction what was sent first arrives first, or it is lost with all that follows. The broker notices
 * its end later than the process, and takes until then what was under way.
 */
final class SimulatedConnection {
    private static final int FRAME_BYTES_MAX = 131_072;

    private final SimulatedBroker broker;
    private final SimulatedProcess process;
    private final List<SimulatedChannel> channels = new ArrayList<>();
    private final List<ShutdownListener> listeners = new ArrayList<>();
    private boolean open = true;
    private boolean openAtBroker = true;
    private long arrivesAtBrokerNanos;
    private long arrivesAtProcessNanos;

    SimulatedConnection(SimulatedBroker broker, SimulatedProcess process) {
        this.broker = broker;
        this.process = process;
    }

    boolean isOpen() {
        return open;
    }

    /** Whether the broker has not noticed yet that it was lost. */
    boolean isOpenAtBroker() {
        return openAtBroker;
    }

    SimulatedProcess process() {
        return process;
    }

    SimulatedBroker broker() {
        return broker;
    }

    /** The library's connection. Of its many methods those are there that are called. */
    Connection proxy() {
        return (Connection) Proxy.newProxyInstance(
                SimulatedConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, args) -> switch (method.getName()) {
                    case "createChannel" -> channel();
                    case "addShutdownListener" -> {
                        listen((ShutdownListener) args[0]);
                        yield null;
                    }
                    case "addBlockedListener" -> null;
                    case "getFrameMax" -> FRAME_BYTES_MAX;
                    case "abort" -> {
                        close();
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }

    private Object channel() {
        requireOpen();
        SimulatedChannel channel = new SimulatedChannel(this);
        channels.add(channel);
        return channel.proxy();
    }

    void listen(ShutdownListener listener) {
        if (open) listeners.add(listener);
        else listener.shutdownCompleted(lost("it is closed"));
    }

    void requireOpen() {
        if (!open) throw lost("it is closed");
    }

    static ShutdownSignalException lost(String why) {
        ShutdownSignalException lost = new ShutdownSignalException(true, false, null, null);
        lost.initCause(new java.io.IOException(why));
        return lost;
    }

    /** Arrives unless the broker has noticed before that the connection is lost. */
    void toBroker(Runnable what) {
        Duration delay = broker.simulation.upTo(SimulatedBroker.WIRE_MAX);
        arrivesAtBrokerNanos = Math.max(arrivesAtBrokerNanos, broker.simulation.nanoTime() + delay.toNanos());
        broker.simulation.afterNanos(arrivesAtBrokerNanos - broker.simulation.nanoTime(), () -> {
            if (openAtBroker) what.run();
        });
        if (broker.simulation.fails(0.003)) cut("the connection is reset");
    }

    /** Arrives unless the connection is lost before. */
    void toProcess(Runnable what) {
        Duration delay = broker.simulation.upTo(SimulatedBroker.WIRE_MAX);
        arrivesAtProcessNanos = Math.max(arrivesAtProcessNanos, broker.simulation.nanoTime() + delay.toNanos());
        broker.simulation.afterNanos(arrivesAtProcessNanos - broker.simulation.nanoTime(), () -> {
            if (open && !process.isDead()) what.run();
        });
        if (broker.simulation.fails(0.003)) cut("the connection is reset");
    }

    void cut(String why) {
        if (!open) return;
        broker.simulation.tell(() -> process.name() + ": " + why);
        close();
        for (ShutdownListener listener : List.copyOf(listeners))
            process.after(0, () -> listener.shutdownCompleted(lost(why)));
    }

    private void close() {
        open = false;
        broker.simulation.after(broker.simulation.upTo(SimulatedBroker.WIRE_MAX), this::closeAtBroker);
    }

    /** From now on nothing arrives, and what was not acknowledged is delivered again. */
    void closeAtBroker() {
        if (!openAtBroker) return;
        openAtBroker = false;
        channels.forEach(SimulatedChannel::closed);
    }
}
