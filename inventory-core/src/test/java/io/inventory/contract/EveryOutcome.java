package io.inventory.contract;

import io.inventory.AdjustStock;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.Expire;
import io.inventory.Extend;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.RollbackId;
import io.inventory.SetStock;
import io.inventory.Sku;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The end of a random sequence: fixed commands which meet every outcome, however rare it is at random, whatever the stock of
 * their SKU has come to. Not thread-safe.
 */
final class EveryOutcome {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(60);

    private final List<Step> steps = new ArrayList<>();
    private final Names names;
    private final Sku sku;

    private EveryOutcome(Names names, Sku sku) {
        this.names = names;
        this.sku = sku;
    }

    /** The commands, about a SKU that exists and orders of their own. */
    static List<Step> steps(Names names, Sku sku, Clock clock) {
        EveryOutcome every = new EveryOutcome(names, sku);
        every.ofOperators(clock.instant());
        every.ofDeductions();
        every.ofReservations();
        every.ofRollbacks();
        return every.steps;
    }

    /** The orders that the commands are about. */
    static List<OrderId> orders(Names names) {
        return Stream.of("deducted", "rejected", "confirmed", "expired", "unknown")
                .map(label -> names.order("end-" + label))
                .toList();
    }

    private void ofOperators(Instant now) {
        twice(new SetStock(sku, 500, "counted", new RequestId("end-set")));
        then(new SetStock(sku, 400, "counted", new RequestId("end-set")));
        then(new CountStock(sku, 1_000, now, "counted", new RequestId("end-count")));
        then(new CountStock(sku, 1_000, now.plus(TIME_TO_LIVE), "counted", new RequestId("end-future")));
        then(new AdjustStock(sku, -10_000, "stolen", new RequestId("end-below")));
        then(new CreateStock(sku, 1, new RequestId("end-create")));
    }

    private void ofDeductions() {
        twice(new Deduct(order("deducted"), List.of(line(2))));
        then(new Deduct(order("deducted"), List.of(line(3))));
        twice(new Deduct(order("rejected"), List.of(line(1_000_000))));
    }

    private void ofReservations() {
        twice(new Reserve(order("confirmed"), List.of(line(1)), TIME_TO_LIVE));
        then(new Expire(order("confirmed")));
        then(new Extend(order("confirmed"), TIME_TO_LIVE.multipliedBy(2)));
        then(new Extend(order("confirmed"), Duration.ofDays(2)));
        twice(new Confirm(order("confirmed")));
        then(new Reserve(order("expired"), List.of(line(1)), TIME_TO_LIVE));
        steps.add(new Step(TIME_TO_LIVE, new Expire(order("expired"))));
        then(new Expire(order("expired")));
        then(new Confirm(order("unknown")));
    }

    private void ofRollbacks() {
        then(Requests.rollback(order("deducted"), line(3)));
        twice(Requests.rollback(new RollbackId("r"), order("deducted"), line(1)));
        twice(Requests.rollback(order("unknown")));
    }

    private void then(Command<?> command) {
        steps.add(new Step(Duration.ZERO, command));
    }

    private void twice(Command<?> command) {
        then(command);
        then(command);
    }

    private OrderId order(String label) {
        return names.order("end-" + label);
    }

    private OrderLine line(long quantity) {
        return new OrderLine(sku, quantity);
    }

    /** A command, and how far to move the clock before it. */
    record Step(Duration pause, Command<?> command) {}
}
