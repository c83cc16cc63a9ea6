package io.inventory.amqp;

import com.rabbitmq.client.ConnectionFactory;
import io.inventory.AdjustStock;
import io.inventory.CreateStock;
import io.inventory.GetOrder;
import io.inventory.ListSignals;
import io.inventory.NotFoundException;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.RequestId;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.EventReader.CreatedOrders;
import io.inventory.amqp.message.OrderEventType;
import io.inventory.amqp.signal.SimulatedRelay;
import io.inventory.amqp.simulator.SimulatedBroker;
import io.inventory.amqp.simulator.SimulatedBroker.SimulatedMessage;
import io.inventory.amqp.simulator.SimulatedProcess;
import io.inventory.amqp.simulator.SimulatedStore;
import io.inventory.amqp.simulator.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A shop, a store, a broker, consumers and relays, all of which fail for a while. */
final class SimulatedWorld {
    static final String EVENTS = "all-events";
    static final long OPENING = 6;

    private static final Topology TOPOLOGY = new Topology(
            "order.events",
            "inventory.events",
            "inventory.orders",
            List.of(Duration.ofMillis(500), Duration.ofSeconds(2)));
    private static final MessageMetrics METRICS =
            new MessageMetrics(new io.micrometer.core.instrument.composite.CompositeMeterRegistry());
    private static final Duration FAULTS = Duration.ofSeconds(10);
    private static final Duration OUTAGE_MAX = Duration.ofSeconds(4);
    private static final Duration REST_MAX = Duration.ofMinutes(10);
    private static final int FAULTS_MAX = 8;

    final Simulation simulation;
    final SimulatedBroker broker;
    final SimulatedStore store;
    final SimulatedShop shop;

    /** What operators have added. */
    long added;

    private final CreatedOrders createdOrders;
    private final int prefetch;
    private final List<SimulatedProcess> consumers = new ArrayList<>();
    private final List<SimulatedProcess> relays = new ArrayList<>();
    private int processes;

    SimulatedWorld(long seed, boolean isTold) {
        simulation = new Simulation(seed, isTold);
        broker = new SimulatedBroker(simulation);
        store = new SimulatedStore(simulation);
        shop = new SimulatedShop(simulation, broker, TOPOLOGY);
        createdOrders = simulation.happens(0.5)
                ? CreatedOrders.deduct()
                : CreatedOrders.reserve(Duration.ofSeconds(1 + simulation.below(8)));
        prefetch = 1 + simulation.below(12);
    }

    /** Until all is at rest; an error if that does not come. */
    void run() {
        prepare();
        shop.open();
        for (int i = 1 + simulation.below(2); i > 0; i--) startConsumer();
        for (int i = 1 + simulation.below(2); i > 0; i--) startRelay();
        store.keepUp(Duration.ofMillis(700), Duration.ofSeconds(1 + simulation.below(20)));
        for (int i = simulation.below(FAULTS_MAX + 1); i > 0; i--)
            simulation.after(simulation.upTo(FAULTS), this::fail);
        simulation.run(FAULTS.plus(OUTAGE_MAX));
        simulation.calm();
        simulation.run(SimulatedShop.TIME);
        for (Duration waited = Duration.ZERO; !isAtRest(); waited = waited.plusSeconds(1)) {
            if (waited.compareTo(REST_MAX) > 0)
                throw new AssertionError("it does not come to rest: " + broker.queue(TOPOLOGY.queue())
                        + ", signals up to " + store.position() + " of " + newestSignal());
            simulation.run(Duration.ofSeconds(1));
        }
        // what is on its way to the broker: the last acknowledgements
        simulation.run(Duration.ofSeconds(5));
        consumers.forEach(SimulatedProcess::kill);
        relays.forEach(SimulatedProcess::kill);
    }

    private void prepare() {
        TOPOLOGY.queues().forEach(broker::declare);
        for (OrderEventType type : OrderEventType.values())
            broker.bind(TOPOLOGY.queue(), TOPOLOGY.ordersExchange(), type.routingKey());
        broker.declare(EVENTS, Map.of());
        for (String kind : List.of(
                "deducted",
                "reserved",
                "deduct_failed",
                "confirmed",
                "confirm_failed",
                "rolled_back",
                "low",
                "sold_out",
                "back",
                "recovered")) broker.bind(EVENTS, TOPOLOGY.eventsExchange(), "stock." + kind);
        for (String name : SimulatedShop.skus()) {
            store.memory().execute(new CreateStock(new Sku(name), OPENING, new RequestId("opening")));
            if (simulation.happens(0.5))
                store.memory()
                        .execute(new SetStockPolicy(
                                new Sku(name),
                                simulation.below(2),
                                1 + simulation.below(3),
                                new RequestId("policy"),
                                OptionalLong.empty()));
        }
        for (int i = simulation.below(3); i > 0; i--) addLater("delivery-" + i);
    }

    /** As an operator who is not sure whether it was done. */
    private void addLater(String requestId) {
        AdjustStock adjust =
                new AdjustStock(new Sku("sku-0"), 1 + simulation.below(4), "delivered", new RequestId(requestId));
        added += adjust.delta();
        for (int times = 1 + simulation.below(2); times > 0; times--)
            simulation.after(simulation.upTo(FAULTS), () -> store.memory().execute(adjust));
    }

    private SessionSettings session(ConnectionFactory factory) {
        return new SessionSettings(
                factory,
                TOPOLOGY,
                TopologyDeclaration.Mode.FULL,
                prefetch,
                Duration.ofSeconds(5),
                new UnroutableEvents(UnroutableEvents.Policy.HOLD));
    }

    private void startConsumer() {
        SimulatedProcess process = new SimulatedProcess(simulation, "consumer-" + ++processes);
        consumers.add(process);
        ConsumerSettings settings =
                new ConsumerSettings(session(broker.factory(process)), createdOrders, Duration.ofSeconds(5), METRICS);
        new SimulatedConsumer(simulation, process, settings, store.of(process)).start();
    }

    private void startRelay() {
        SimulatedProcess process = new SimulatedProcess(simulation, "relay-" + ++processes);
        relays.add(process);
        SimulatedRelay.start(simulation, process, store, session(broker.factory(process)));
    }

    private void fail() {
        switch (simulation.below(7)) {
            case 0 -> killOne(consumers, this::startConsumer);
            case 1 -> killOne(relays, this::startRelay);
            case 2 -> any(consumers).standStill(simulation.upTo(OUTAGE_MAX));
            case 3 -> any(relays).standStill(simulation.upTo(Duration.ofSeconds(15)));
            case 4 -> broker.crash(simulation.upTo(OUTAGE_MAX));
            case 5 -> store.stop(simulation.upTo(OUTAGE_MAX));
            default -> broker.cutOne();
        }
    }

    private void killOne(List<SimulatedProcess> of, Runnable start) {
        SimulatedProcess process = any(of);
        of.remove(process);
        process.kill();
        broker.lose(process);
        simulation.after(simulation.upTo(OUTAGE_MAX), start);
        // until then there must be one to choose
        if (of.isEmpty()) of.add(process);
    }

    private SimulatedProcess any(List<SimulatedProcess> of) {
        return of.get(simulation.below(of.size()));
    }

    private boolean isAtRest() {
        return broker.queue(TOPOLOGY.queue()).isEmpty()
                && broker.queue(TOPOLOGY.retryQueue(1)).isEmpty()
                && broker.queue(TOPOLOGY.retryQueue(2)).isEmpty()
                && store.position() == newestSignal()
                && shop.orderIds().stream().noneMatch(this::isHeld);
    }

    /** Whether its time will be over yet, of which a signal is published. */
    private boolean isHeld(String order) {
        try {
            return store.memory().execute(new GetOrder(new OrderId(order))).status() == OrderStatus.RESERVED;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private long newestSignal() {
        return store.memory().execute(new ListSignals(ListSignals.NEWEST, 1)).newest();
    }

    /** All events that were published, in the order in which the broker took them. */
    List<SimulatedMessage> events() {
        return broker.queue(EVENTS).messages();
    }

    /** What an operator finds put aside. */
    List<SimulatedMessage> parked() {
        return broker.queue(TOPOLOGY.parkingQueue()).messages();
    }
}
