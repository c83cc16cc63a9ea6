package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ExpirySignal;
import io.inventory.GetOrder;
import io.inventory.LineBalance;
import io.inventory.ListSignals;
import io.inventory.NotFoundException;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.PageToken;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.amqp.message.Headers;
import io.inventory.amqp.message.SignalEvents;
import io.inventory.amqp.simulator.SimulatedBroker.SimulatedMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What must be so when a simulated world has come to rest, whatever has failed in it. */
final class SimulatedCheck {
    private static final Set<String> CREATED = Set.of("stock.deducted", "stock.reserved", "stock.deduct_failed");
    private static final Set<String> PAID = Set.of("stock.confirmed", "stock.confirm_failed");
    private static final Set<String> ENDED = Set.of("stock.rolled_back");
    private static final Map<String, Set<String>> ANSWERS =
            Map.of("order.created", CREATED, "order.paid", PAID, "order.canceled", ENDED, "order.closed", ENDED);

    private final SimulatedWorld world;
    private final Map<String, Order> orders = new TreeMap<>();
    private final List<SimulatedEvent> events = new ArrayList<>();
    private final Map<String, SimulatedEvent> byId = new HashMap<>();

    SimulatedCheck(SimulatedWorld world) {
        this.world = world;
        for (String id : world.shop.orderIds()) {
            try {
                orders.put(id, world.store.memory().execute(new GetOrder(new OrderId(id))));
            } catch (NotFoundException e) {
                // nothing of it came through that records one
            }
        }
        for (SimulatedMessage message : world.events()) events.add(SimulatedEvent.of(message));
    }

    void assertAllIsWell() {
        assertTheLedgerProvesTheStock();
        assertUnitsAreWhereOrdersHaveThem();
        assertTimesAreKept();
        assertAnEventIsAlwaysTheSame();
        assertEachMessageHasItsFate();
        orders.values().forEach(this::assertEventsAreTransitions);
        assertSignalsArePublishedInOrder();
    }

    private void assertTheLedgerProvesTheStock() {
        Optional<PageToken> after = Optional.empty();
        do {
            VerifiedPart part = world.store.memory().execute(new VerifyLedger(after, VerifyLedger.ENTRIES_DEFAULT));
            assertThat(part.findings()).as("findings of the ledger").isEmpty();
            after = part.next();
        } while (after.isPresent());
    }

    private void assertUnitsAreWhereOrdersHaveThem() {
        for (String name : SimulatedShop.skus()) {
            long sold = 0;
            long reserved = 0;
            for (Order order : orders.values())
                for (LineBalance line : order.lines())
                    if (line.sku().value().equals(name)) {
                        sold += line.outstanding();
                        if (order.status() == OrderStatus.RESERVED) reserved += line.outstanding();
                    }
            Stock stock = world.store.memory().stock(new Sku(name));
            long opening = SimulatedWorld.OPENING + (name.equals("sku-0") ? world.added : 0);
            assertThat(stock.available() + sold).as("units of %s", name).isEqualTo(opening);
            assertThat(stock.reserved()).as("reserved units of %s", name).isEqualTo(reserved);
        }
    }

    private void assertTimesAreKept() {
        for (Order order : orders.values()) {
            if (order.expiresAt().isEmpty()) continue;
            if (order.status() == OrderStatus.EXPIRED)
                assertThat(order.closedAt().orElseThrow())
                        .as("the end of %s", order)
                        .isAfterOrEqualTo(order.expiresAt().get());
            else
                order.confirmedAt()
                        .ifPresent(at -> assertThat(at)
                                .as("the payment of %s", order)
                                .isBefore(order.expiresAt().get()));
        }
    }

    private void assertAnEventIsAlwaysTheSame() {
        for (SimulatedEvent event : events) {
            SimulatedEvent first = byId.putIfAbsent(event.id(), event);
            if (first != null)
                assertThat(event.isSameAs(first))
                        .as("%s%nand before%n%s", event, first)
                        .isTrue();
        }
    }

    private void assertEachMessageHasItsFate() {
        Map<String, Set<String>> parked = new HashMap<>();
        for (SimulatedMessage message : world.parked())
            parked.computeIfAbsent(message.properties().getMessageId(), id -> new HashSet<>())
                    .add(Headers.text(message.properties().getHeaders(), Headers.REASON)
                            .orElse(""));
        Set<String> answered = new HashSet<>();
        for (SimulatedEvent event : events) {
            answered.add(event.causeId());
            if (event.causeId().isEmpty()) continue;
            SimulatedShop.Sent cause = Objects.requireNonNull(world.shop.sent.get(event.causeId()), event::toString);
            assertThat(ANSWERS.get(cause.routingKey()))
                    .as("what may answer %s: %s", cause, event)
                    .contains(event.routingKey());
            assertThat(event.text("order_id")).as("the order of %s", event).isEqualTo(cause.orderId());
            if (!event.isCompacted()
                    && (event.routingKey().equals("stock.deducted")
                            || event.routingKey().equals("stock.reserved")))
                assertThat(event.items())
                        .as("what %s took, asked by %s", event, cause)
                        .isEqualTo(cause.items());
        }
        world.shop.sent.forEach((id, sent) -> {
            Set<String> reasons = parked.getOrDefault(id, Set.of());
            if (!sent.isReadable()) {
                assertThat(reasons).as("unreadable %s", sent).containsExactly("MALFORMED");
                assertThat(answered).as("answers to what nobody can read").doesNotContain(id);
                return;
            }
            assertThat(reasons).as("why %s %s is parked", id, sent).isSubsetOf(world.shop.reasonsToPark(sent));
            assertThat(answered.contains(id) || !reasons.isEmpty())
                    .as("something became of %s %s", id, sent)
                    .isTrue();
            // what came too early, or when there was nothing left of that line, may come again when it is otherwise
            if (answered.contains(id))
                assertThat(reasons)
                        .as("%s %s was answered too", id, sent)
                        .isSubsetOf("ORDER_NOT_FOUND", "ROLLBACK_EXCEEDS_ORDER");
        });
    }

    private void assertEventsAreTransitions(Order order) {
        String id = order.id().value();
        List<SimulatedEvent> ofIt = byId.values().stream()
                .filter(event -> event.text("order_id").equals(id))
                .toList();
        List<SimulatedEvent> created = ofIt.stream()
                .filter(event -> CREATED.contains(event.routingKey()))
                .toList();
        assertThat(created).as("answers to the creation of %s", order).hasSizeLessThanOrEqualTo(1);
        if (order.origin().isPresent()) {
            assertThat(created).as("answers to the creation of %s", order).hasSize(1);
            boolean failed = created.get(0).routingKey().equals("stock.deduct_failed");
            assertThat(failed).as("%s of %s", created, order).isEqualTo(order.status() == OrderStatus.REJECTED);
        }
        List<SimulatedEvent> paid =
                ofIt.stream().filter(event -> PAID.contains(event.routingKey())).toList();
        assertThat(paid).as("answers to the payment of %s", order).hasSizeLessThanOrEqualTo(1);
        if (order.confirmedAt().isPresent())
            assertThat(paid)
                    .extracting(SimulatedEvent::routingKey)
                    .as("payment of %s", order)
                    .containsExactly("stock.confirmed");
        long expired = ofIt.stream()
                .filter(event -> event.text("reason").equals("EXPIRED")
                        && event.routingKey().equals("stock.rolled_back"))
                .count();
        assertThat(expired).as("expiries of %s", order).isEqualTo(order.status() == OrderStatus.EXPIRED ? 1 : 0);
        long rolledBack = ofIt.stream()
                .filter(event -> event.routingKey().equals("stock.rolled_back")
                        && !event.text("reason").isEmpty())
                .count();
        assertThat(rolledBack - expired)
                .as("rollbacks of %s", order)
                .isEqualTo(order.rollbacks().size());
        assertItemsAddUp(order, ofIt);
    }

    /** What an order took, and did not give back, is what it has. */
    private void assertItemsAddUp(Order order, List<SimulatedEvent> ofIt) {
        // one of which only that is left says less
        if (ofIt.stream().anyMatch(SimulatedEvent::isCompacted)) return;
        Map<String, Long> left = new TreeMap<>();
        for (SimulatedEvent event : ofIt) {
            int sign = ENDED.contains(event.routingKey()) ? -1 : 1;
            event.items().forEach((sku, units) -> left.merge(sku, sign * units, Long::sum));
        }
        left.values().removeIf(units -> units == 0);
        Map<String, Long> has = new TreeMap<>();
        if (order.status() != OrderStatus.REJECTED)
            for (LineBalance line : order.lines())
                if (line.outstanding() > 0) has.put(line.sku().value(), line.outstanding());
        assertThat(left).as("what the events of %s say it has: %s", order, ofIt).isEqualTo(has);
    }

    private void assertSignalsArePublishedInOrder() {
        Map<String, Integer> firstAt = new HashMap<>();
        for (int i = 0; i < events.size(); i++)
            firstAt.putIfAbsent(events.get(i).id(), i);
        Map<String, Integer> last = new HashMap<>();
        Set<String> published = new HashSet<>();
        for (SignalEntry entry : signals()) {
            Signal signal = entry.signal();
            String id = SignalEvents.of(signal).id();
            published.add(id);
            assertThat(firstAt).as("%s is published", entry).containsKey(id);
            // an expiry may be published before as the answer to a message of its order
            if (signal instanceof ExpirySignal) continue;
            Integer before = last.put(signal.sku().value(), firstAt.get(id));
            if (before != null)
                assertThat(firstAt.get(id))
                        .as("%s comes after the one before", entry)
                        .isGreaterThan(before);
        }
        assertThat(events)
                .filteredOn(event -> !event.text("kind").isEmpty())
                .allSatisfy(event -> assertThat(published).contains(event.id()));
    }

    private List<SignalEntry> signals() {
        List<SignalEntry> signals = new ArrayList<>();
        long after = ListSignals.OLDEST;
        while (true) {
            SignalPage page = world.store.memory().execute(new ListSignals(after, 100));
            if (page.entries().isEmpty()) return signals;
            signals.addAll(page.entries());
            after = signals.get(signals.size() - 1).position();
        }
    }
}
