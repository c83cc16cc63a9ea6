package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import io.inventory.examples.faults.history.Reading;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Stored.Line;
import io.inventory.examples.faults.history.Stored.Rollback;
import io.inventory.examples.faults.history.Stored.Signal;
import io.inventory.examples.faults.history.Stored.Stock;
import io.inventory.examples.faults.history.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A short history in which all is well and everything occurs once, to be damaged by tests. */
final class ShopDay {
    static final Instant OPENED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Stored.Hold AN_HOUR =
            new Stored.Hold(OPENED, OPENED.plusSeconds(3_600), OPENED.plusSeconds(3_600), null);
    private static final Stored.Hold TEN_NANOS =
            new Stored.Hold(OPENED, OPENED.plusNanos(10), OPENED.plusNanos(10), OPENED.plusNanos(12));
    /** The answer to who reserves for an hour. */
    static final String RESERVED = "RESERVED " + AN_HOUR.expiresAt();

    final List<Operation> operations = new ArrayList<>();
    final List<Reading> readings = new ArrayList<>();
    final List<Stock> stocks = new ArrayList<>();
    final List<Entry> ledger = new ArrayList<>();
    final List<Stored.Order> orders = new ArrayList<>();
    final List<Signal> signals = new ArrayList<>();
    final List<Event> events = new ArrayList<>();

    ShopDay() {
        askForStock();
        askByCall();
        askByMessage();
        store();
        publish();
        readings.add(new Reading("a", 8, 0, 2, 13, 14));
        readings.add(new Reading("a", 7, 0, 3, 17, 19));
        readings.add(new Reading("b", 0, 0, 2, 18, 19));
    }

    private void askForStock() {
        call(Kind.OPEN, "open a", "", 0, Result.OK, "10 0 1", new Units("a", 10));
        call(Kind.OPEN, "open b", "", 2, Result.OK, "2 0 1", new Units("b", 2));
        call(Kind.ADJUST, "more b", "", 34, Result.OK, "5 0 3", new Units("b", 5));
    }

    private void askByCall() {
        call(Kind.DEDUCT, "given back", "", 10, Result.OK, "DEDUCTED", new Units("a", 2));
        call(Kind.DEDUCT, "given back", "", 12, Result.OK, "DEDUCTED", new Units("a", 2));
        call(Kind.DEDUCT, "lucky", "", 15, Result.UNKNOWN, "UNAVAILABLE", new Units("a", 1), new Units("b", 2));
        call(Kind.DEDUCT, "unlucky", "", 16, Result.UNKNOWN, "UNAVAILABLE", new Units("a", 1));
        call(Kind.DEDUCT, "refused", "", 20, Result.REFUSED, "INSUFFICIENT_STOCK b 1 0", new Units("b", 1));
        call(Kind.RESERVE, "paid", "PT1H", 22, Result.OK, RESERVED, new Units("a", 3));
        call(Kind.DEDUCT, "given back", "", 32, Result.REFUSED, "ORDER_CLOSED ROLLED_BACK", new Units("a", 2));
        call(Kind.RETURN, "paid", "return-1", 36, Result.OK, "ROLLED_BACK a*1", new Units("a", 1));
        String untilThen = "RESERVED " + TEN_NANOS.expiresAt();
        call(Kind.RESERVE, "expired", "PT0.00000001S", 38, Result.OK, untilThen, new Units("a", 1));
        call(Kind.ROLLBACK, "never", "", 61, Result.REFUSED, "NOTHING");
    }

    private void askByMessage() {
        message(Kind.CONFIRM, "paid", 24, "CONFIRMED", "stock.confirmed");
        message(Kind.ROLLBACK, "given back", 30, "ROLLED_BACK a*2", "stock.rolled_back");
        message(Kind.DEDUCT, "by message", 50, "DEDUCTED", "stock.deducted", new Units("a", 1));
    }

    private void store() {
        entry("a", 1, 10, 0, 10, 0, "initialized", "open a");
        entry("a", 2, -2, 0, 8, 0, "order_created", "given back");
        entry("a", 3, -1, 0, 7, 0, "order_created", "lucky");
        entry("a", 4, -3, 3, 4, 3, "order_reserved", "paid");
        entry("a", 5, 0, -3, 4, 0, "order_confirmed", "paid");
        entry("a", 6, 2, 0, 6, 0, "order_canceled", "given back");
        entry("a", 7, 1, 0, 7, 0, "order_canceled", "paid");
        entry("a", 8, -1, 1, 6, 1, "order_reserved", "expired");
        entry("a", 9, 1, -1, 7, 0, "reservation_expired", "expired");
        entry("a", 10, -1, 0, 6, 0, "order_created", "by message");
        entry("b", 1, 2, 0, 2, 0, "initialized", "open b");
        entry("b", 2, -2, 0, 0, 0, "order_created", "lucky");
        entry("b", 3, 5, 0, 5, 0, "manual_adjust", "more b");
        stocks.add(new Stock("a", 6, 0, 10));
        stocks.add(new Stock("b", 5, 0, 3));
        order("given back", "ROLLED_BACK", new Rollback("", List.of(new Units("a", 2))), new Line("a", 2, 2));
        order("lucky", "DEDUCTED", null, new Line("a", 1, 0), new Line("b", 2, 0));
        rejected("refused", "INSUFFICIENT_STOCK b 1 0", new Line("b", 1, 0));
        reserved("paid", "DEDUCTED", new Rollback("return-1", List.of(new Units("a", 1))), new Line("a", 3, 1));
        orders.add(new Stored.Order("expired", "EXPIRED", List.of(new Line("a", 1, 1)), List.of(), "", TEN_NANOS));
        order("never", "CANCELED", null);
        order("by message", "DEDUCTED", null, new Line("a", 1, 0));
        signals.add(new Signal("a", 9, "EXPIRY", "expired"));
        signals.add(new Signal("b", 2, "SOLD_OUT", ""));
        signals.add(new Signal("b", 3, "BACK", ""));
    }

    private void publish() {
        edge("e1", 2, "SOLD_OUT", 1);
        edge("e2", 3, "BACK", 2);
        edge("e1", 2, "SOLD_OUT", 1);
        expiry(50);
    }

    /** An edge of the SKU b, as it was published. */
    void edge(String id, long version, String kind, long fingerprint) {
        String routingKey = "stock." + kind.toLowerCase(Locale.ROOT);
        List<Units> available = ledger.stream()
                .filter(entry -> entry.sku().equals("b") && entry.version() == version)
                .map(entry -> new Units("b", entry.availableAfter()))
                .toList();
        events.add(new Event(routingKey, id, "", "b", "" + version, kind, available, false, fingerprint, 49));
    }

    /** That the reservation of ten nanoseconds ran out, as somebody heard it then. */
    void expiry(long receivedNanos) {
        expiry(receivedNanos, new Units("a", 1));
    }

    void expiry(long receivedNanos, Units units) {
        String answer = "ROLLED_BACK " + units.sku() + "*" + units.quantity();
        events.add(new Event(
                "stock.rolled_back", "e3", "", "expired", "", answer, List.of(units), true, 3, receivedNanos));
    }

    void call(Kind kind, String key, String part, long start, Result result, String answer, Units... units) {
        long end = result == Result.UNKNOWN ? Long.MAX_VALUE : start + 1;
        operations.add(new Operation(
                operations.size(), kind, Way.CALL, key, part, List.of(units), start, end, result, answer));
    }

    private void message(Kind kind, String order, long start, String answer, String routingKey, Units... units) {
        int id = operations.size();
        operations.add(
                new Operation(id, kind, Way.MESSAGE, order, "", List.of(units), start, start + 1, Result.OK, answer));
        List<Units> said = kind == Kind.ROLLBACK ? List.of(new Units("a", 2)) : List.of(units);
        events.add(
                new Event(routingKey, "e-" + id, Integer.toString(id), order, "", answer, said, false, id, start + 1));
    }

    void entry(
            String sku,
            long version,
            long change,
            long reservedChange,
            long available,
            long reserved,
            String reason,
            String ref) {
        ledger.add(new Entry(sku, version, change, reservedChange, available, reserved, reason, ref));
    }

    void order(String id, String status, @Nullable Rollback rollback, Line... lines) {
        orders.add(new Stored.Order(id, status, List.of(lines), rollback == null ? List.of() : List.of(rollback)));
    }

    /** One that was reserved for an hour. */
    void reserved(String id, String status, @Nullable Rollback rollback, Line... lines) {
        List<Rollback> rollbacks = rollback == null ? List.of() : List.of(rollback);
        orders.add(new Stored.Order(id, status, List.of(lines), rollbacks, "", AN_HOUR));
    }

    void rejected(String id, String rejection, Line... lines) {
        orders.add(new Stored.Order(id, "REJECTED", List.of(lines), List.of(), rejection, null));
    }

    void stock(Stock stock) {
        replace(stocks, each -> each.sku().equals(stock.sku()), each -> stock);
    }

    /** Somebody was told something else. */
    void answer(Predicate<Operation> which, String answer) {
        replace(
                operations,
                which,
                operation -> new Operation(
                        operation.id(),
                        operation.kind(),
                        operation.way(),
                        operation.key(),
                        operation.part(),
                        operation.units(),
                        operation.startNanos(),
                        operation.endNanos(),
                        operation.result(),
                        answer));
    }

    /** A reservation has other times. */
    void hold(String order, Duration time, Duration closed) {
        Instant until = OPENED.plus(time);
        Stored.Hold hold = new Stored.Hold(OPENED, until, until, OPENED.plus(closed));
        replace(
                orders,
                each -> each.id().equals(order),
                each -> new Stored.Order(order, each.status(), each.lines(), each.rollbacks(), each.rejection(), hold));
    }

    static <T> void replace(List<T> all, Predicate<T> which, UnaryOperator<T> by) {
        if (all.stream().filter(which).count() != 1) throw new IllegalArgumentException("damages not just one");
        all.replaceAll(each -> which.test(each) ? by.apply(each) : each);
    }

    List<Finding> findings() {
        ledger.sort(java.util.Comparator.comparing(Entry::sku).thenComparing(Entry::version));
        return HistoryChecker.check(
                new History.Lines(operations, readings), new Stored(stocks, ledger, orders, signals), events);
    }
}
