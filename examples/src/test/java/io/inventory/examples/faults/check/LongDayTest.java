package io.inventory.examples.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import io.inventory.examples.faults.history.Reading;
import io.inventory.examples.faults.history.SharedValues;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Stored.Line;
import io.inventory.examples.faults.history.Stored.Stock;
import io.inventory.examples.faults.history.Units;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether there is room to check a run of so many orders: {@code -Dinventory.faults.orders=1400000 -Dtests.heap=2g} is
 * about as long a history as there may be.
 */
class LongDayTest {
    private static final int ORDERS = Integer.getInteger("inventory.faults.orders", 20_000);
    /** In two gigabytes there is room for a million and a quarter of these, and for the check. */
    private static final int BYTES_AN_ORDER_MAX = 1_200;

    private static final int PLENTY = 30;
    private static final long OPENING = 2L * ORDERS;

    private final long[] versions = new long[PLENTY + 1];
    private final SharedValues shared = new SharedValues();
    private final List<Entry> ledger = new ArrayList<>();
    private final List<Stored.Order> orders = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private long lastId;

    @Test
    void aMillionOrdersAreCheckedInTwoGigabytes(@TempDir Path folder) {
        long before = usedBytes();
        Path file = folder.resolve("history");
        try (History history = History.write(file)) {
            open(history);
            for (int i = 0; i < ORDERS; i++) order(history, i);
        }
        ledger.sort(Comparator.comparing(Entry::sku).thenComparing(Entry::version));
        Stored stored = new Stored(stocks(), ledger, orders, List.of());
        ledger.clear();
        orders.clear();
        History.Lines lines = History.read(file, shared);
        long held = usedBytes() - before;

        assertThat(held / ORDERS).as("bytes an order").isLessThan(BYTES_AN_ORDER_MAX);
        assertThat(HistoryChecker.check(lines, stored, events)).isEmpty();
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static String sku(int number) {
        return number == 0 ? "hot" : "plenty-" + number;
    }

    private void open(History history) {
        for (int sku = 0; sku <= PLENTY; sku++) {
            Units opening = new Units(sku(sku), OPENING);
            ask(history, Kind.OPEN, "open-" + sku, Way.CALL, List.of(opening));
            entry(sku, OPENING, "initialized", "open-" + sku);
        }
    }

    /** Two lines; three of five by message, one of five sent twice and one paid; each is followed by somebody who reads. */
    private void order(History history, int number) {
        String order = "c" + number % 24 + "-" + number;
        int other = 1 + number % PLENTY;
        List<Units> basket = List.of(new Units(sku(0), 1), new Units(sku(other), 1));
        boolean isMessage = number % 5 < 3;
        ask(history, Kind.DEDUCT, order, isMessage ? Way.MESSAGE : Way.CALL, basket);
        if (isMessage) event(order, basket);
        if (number % 5 == 0) ask(history, Kind.DEDUCT, order, Way.CALL, basket);
        if (number % 5 == 1) ask(history, Kind.CONFIRM, order, Way.CALL, List.of());
        entry(0, -1, "order_created", order);
        entry(other, -1, "order_created", order);
        orders.add(new Stored.Order(
                shared.one(order),
                "DEDUCTED",
                List.of(shared.one(new Line(sku(0), 1, 0)), shared.one(new Line(sku(other), 1, 0))),
                List.of()));
        long time = nextNanos();
        history.add(new Reading(sku(0), OPENING - versions[0] + 1, 0, versions[0], time, time + 1));
    }

    private void ask(History history, Kind kind, String key, Way way, List<Units> units) {
        long time = nextNanos();
        String answer = kind == Kind.OPEN ? OPENING + " 0 1" : kind.name() + "ED";
        history.add(new Operation(lastId, kind, way, key, "", units, time, time + 1, Result.OK, answer));
    }

    private long nextNanos() {
        return 2 * ++lastId;
    }

    private void event(String order, List<Units> basket) {
        String id = String.format("00000000-0000-0000-0000-%012d", lastId);
        String cause = Long.toString(lastId);
        List<Units> units =
                shared.one(List.copyOf(basket.stream().map(shared::one).toList()));
        events.add(new Event("stock.deducted", id, cause, order, "", "DEDUCTED", units, false, lastId, 2 * lastId));
    }

    private void entry(int sku, long change, String reason, String ref) {
        long version = ++versions[sku];
        long available = OPENING - version + 1;
        ledger.add(new Entry(shared.one(sku(sku)), version, change, 0, available, 0, reason, shared.one(ref)));
    }

    private List<Stock> stocks() {
        List<Stock> stocks = new ArrayList<>();
        for (int sku = 0; sku <= PLENTY; sku++)
            stocks.add(new Stock(sku(sku), OPENING - versions[sku] + 1, 0, versions[sku]));
        return stocks;
    }
}
