package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * Whether an order that was refused for want of stock came at a moment when there was as little as was said, of each line that
 * was short; and whether what was said is what is recorded.
 */
final class ShortageCheck {
    private static final String INSUFFICIENT = "INSUFFICIENT_STOCK ";
    private static final Set<Kind> OPERATORS = Set.of(Kind.OPEN, Kind.ADJUST, Kind.POLICY);

    private final Asked asked;
    private final Recorded recorded;
    private final Map<String, Balances> balances = new HashMap<>();
    private final Findings findings;

    ShortageCheck(Asked asked, Recorded recorded, Stored stored, Findings findings) {
        this.asked = asked;
        this.recorded = recorded;
        this.findings = findings;
        stored.ledger().stream()
                .collect(Collectors.groupingBy(Entry::sku))
                .forEach((sku, ledger) -> balances.put(sku, Balances.of(ledger, asked)));
    }

    void check() {
        asked.byKey().forEach((order, operations) -> {
            List<Operation> creations =
                    operations.stream().filter(Operation::isCreation).toList();
            if (!creations.isEmpty()) check(order, creations);
        });
    }

    private void check(String order, List<Operation> creations) {
        String row = recorded.order(order)
                .filter(each -> each.status().equals("REJECTED"))
                .map(Stored.Order::rejection)
                .orElse("");
        // later ones have the same answer, or another check finds them
        Optional<Operation> first = creations.stream()
                .filter(operation -> operation.result() == Result.REFUSED
                        && operation.answer().startsWith(INSUFFICIENT))
                .min(Comparator.comparingLong(Operation::endNanos));
        if (first.isPresent()) {
            String told = first.get().answer();
            if (!row.isEmpty() && !row.equals(told))
                findings.add(Property.ANSWER_IS_RECORDED, order, first.get() + ", but it is refused for " + row);
            checkIsTrue(told, creations, first.get().endNanos());
        } else if (!row.isEmpty() && creations.stream().allMatch(each -> each.result() == Result.UNKNOWN)) {
            // nobody was told, but who asks again will be
            checkIsTrue(row, creations, Long.MAX_VALUE);
        }
    }

    private void checkIsTrue(String refusal, List<Operation> creations, long endNanos) {
        long begin = creations.stream().mapToLong(Operation::startNanos).min().orElseThrow();
        Map<String, Long> left = new HashMap<>();
        creations.get(0).units().forEach(units -> left.put(units.sku(), units.quantity()));
        boolean isTrue = refusal.startsWith(INSUFFICIENT);
        if (isTrue)
            for (String shortage : refusal.substring(INSUFFICIENT.length()).split(","))
                isTrue &= isShort(shortage.split(" "), left, begin, endNanos);
        // the others were not named: there can have been enough of each
        for (Map.Entry<String, Long> line : left.entrySet()) {
            Balances ofSku = balances.get(line.getKey());
            isTrue &= ofSku == null || ofSku.wereOnce(units -> units >= line.getValue(), begin, endNanos);
        }
        if (!isTrue)
            findings.add(
                    Property.REFUSALS_ARE_TRUE,
                    creations.get(0).key(),
                    "was never short of just that meanwhile: " + refusal + ", asked by " + creations);
    }

    /** Whether there can have been just so little of a line, which is not among the others any more. */
    private boolean isShort(String[] shortage, Map<String, Long> lines, long beginNanos, long endNanos) {
        long requested = Long.parseLong(shortage[1]);
        long available = Long.parseLong(shortage[2]);
        Long asked = lines.remove(shortage[0]);
        Balances ofSku = balances.get(shortage[0]);
        return asked != null
                && asked == requested
                && available < requested
                && ofSku != null
                && ofSku.wereOnce(units -> units == available, beginNanos, endNanos);
    }

    /**
     * Those of a SKU, one a version.
     *
     * @param fromNanos when each can have begun at the earliest; never falls
     * @param untilNanos when each was over at the latest; never falls
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
    private record Balances(long[] available, long[] fromNanos, long[] untilNanos) {
        static Balances of(List<Entry> ledger, Asked asked) {
            int count = ledger.size();
            Balances balances = new Balances(new long[count], new long[count], new long[count]);
            long from = Long.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                balances.available[i] = ledger.get(i).availableAfter();
                from = Math.max(from, begin(ledger.get(i), asked));
                balances.fromNanos[i] = from;
            }
            long until = Long.MAX_VALUE;
            for (int i = count - 1; i >= 0; i--) {
                balances.untilNanos[i] = until;
                until = Math.min(until, end(ledger.get(i), asked));
            }
            return balances;
        }

        /** Before this nobody had asked for anything of that kind. */
        private static long begin(Entry entry, Asked asked) {
            return asked.of(entry.ref()).stream()
                    .mapToLong(Operation::startNanos)
                    .min()
                    .orElse(Long.MIN_VALUE);
        }

        /** At this time somebody had been told that it is there. */
        private static long end(Entry entry, Asked asked) {
            return asked
                    .of(
                            entry.ref(),
                            operation -> operation.result() == Result.OK
                                    && (operation.isCreation()
                                            ? entry.isCreation()
                                            : OPERATORS.contains(operation.kind())))
                    .stream()
                    .mapToLong(Operation::endNanos)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }

        boolean wereOnce(LongPredicate units, long beginNanos, long endNanos) {
            for (int i = firstUntil(beginNanos); i < available.length && fromNanos[i] <= endNanos; i++)
                if (units.test(available[i])) return true;
            return false;
        }

        private int firstUntil(long nanos) {
            int low = 0;
            int high = untilNanos.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (untilNanos[middle] >= nanos) high = middle;
                else low = middle + 1;
            }
            return low;
        }
    }
}
