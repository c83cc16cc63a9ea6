package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Reading;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the ledger of each SKU is in an order that the callers can have seen: nothing stands before something that was
 * over before it began. What was read has its place right behind the version that it shows.
 */
final class TimeCheck {
    private final Asked asked;
    private final Stored stored;
    private final Map<String, List<Reading>> readings;
    private final Map<String, Stored.Order> orders;
    private final Findings findings;
    /** How many rollbacks of an order were seen in the ledger of a SKU. */
    private final Map<String, Integer> rollbacksSeen = new HashMap<>();

    TimeCheck(Asked asked, Stored stored, List<Reading> readings, Findings findings) {
        this.asked = asked;
        this.stored = stored;
        this.findings = findings;
        this.readings = readings.stream().collect(Collectors.groupingBy(Reading::sku));
        orders = stored.orders().stream()
                .collect(Collectors.toMap(Stored.Order::id, Function.identity(), (one, other) -> one));
    }

    /** Something that happened at one moment between start and end, and where it stands. */
    private record Moment(long version, boolean isRead, long startNanos, long endNanos, Object what) {}

    void check() {
        Map<String, List<Entry>> ledgers = stored.ledger().stream().collect(Collectors.groupingBy(Entry::sku));
        Set<String> skus = new HashSet<>(ledgers.keySet());
        skus.addAll(readings.keySet());
        for (String sku : skus) {
            List<Moment> moments = new ArrayList<>();
            for (Entry entry : ledgers.getOrDefault(sku, List.of())) {
                Moment moment = moment(entry);
                if (moment != null) moments.add(moment);
            }
            for (Reading reading : readings.getOrDefault(sku, List.of()))
                moments.add(new Moment(reading.version(), true, reading.startNanos(), reading.endNanos(), reading));
            checkSku(sku, moments);
        }
    }

    /** Nothing if it was not asked for by anybody: a reservation ran out. */
    private @Nullable Moment moment(Entry entry) {
        List<Operation> causes = causes(entry);
        if (causes.isEmpty()) return null;
        long start = Long.MAX_VALUE;
        long end = Long.MAX_VALUE;
        for (Operation cause : causes) {
            start = Math.min(start, cause.startNanos());
            if (cause.result() == Result.OK) end = Math.min(end, cause.endNanos());
        }
        return new Moment(entry.version(), false, start, end, entry);
    }

    private List<Operation> causes(Entry entry) {
        if (entry.reason().equals("reservation_expired")) return List.of();
        if (entry.isRollback()) {
            String part = part(entry);
            return asked.of(
                    entry.ref(),
                    operation -> part.isEmpty()
                            ? operation.kind() == Kind.ROLLBACK
                            : operation.part().equals(part));
        }
        if (entry.reason().equals("order_confirmed"))
            return asked.of(entry.ref(), operation -> operation.kind() == Kind.CONFIRM);
        return asked.of(entry.ref(), operation -> entry.isCreation() == operation.isCreation());
    }

    /** The id of the rollback that wrote it: of those with the SKU, in their order. */
    private String part(Entry entry) {
        Stored.Order order = orders.get(entry.ref());
        int number = rollbacksSeen.merge(entry.ref() + "\t" + entry.sku(), 1, Integer::sum);
        if (order == null) return "";
        return order.rollbacks().stream()
                .filter(rollback ->
                        rollback.units().stream().anyMatch(units -> units.sku().equals(entry.sku())))
                .skip(number - 1L)
                .map(Stored.Rollback::id)
                .findFirst()
                .orElse("");
    }

    private void checkSku(String sku, List<Moment> moments) {
        moments.sort(Comparator.comparingLong(Moment::version).thenComparing(Moment::isRead));
        Moment latest = null;
        Moment latestHere = null;
        for (int i = 0; i < moments.size(); i++) {
            Moment moment = moments.get(i);
            boolean isSamePlace = i > 0
                    && moments.get(i - 1).version() == moment.version()
                    && moments.get(i - 1).isRead() == moment.isRead();
            // those that read the same version do not bind each other
            if (!isSamePlace) {
                latest = later(latest, latestHere);
                latestHere = null;
            }
            latestHere = later(latestHere, moment);
            if (latest != null && moment.endNanos() < latest.startNanos()) report(sku, latest, moment);
        }
    }

    private static @Nullable Moment later(@Nullable Moment one, @Nullable Moment other) {
        if (one == null) return other;
        return other == null || one.startNanos() >= other.startNanos() ? one : other;
    }

    private void report(String sku, Moment before, Moment behind) {
        Property property = before.isRead() || behind.isRead() ? Property.READS_GO_FORWARD : Property.REAL_TIME_ORDER;
        findings.add(property, sku, behind.what() + " was over before this began: " + before.what());
    }
}
