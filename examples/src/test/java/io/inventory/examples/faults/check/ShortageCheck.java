package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Units;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether an order that was refused for want of stock came at a moment when there was as little as it says. */
final class ShortageCheck {
    private static final String INSUFFICIENT = "INSUFFICIENT_STOCK ";
    private static final Set<Kind> OPERATORS = Set.of(Kind.OPEN, Kind.ADJUST, Kind.POLICY);

    private final Asked asked;
    private final Map<String, Balances> balances = new HashMap<>();
    private final Findings findings;

    ShortageCheck(Asked asked, Stored stored, Findings findings) {
        this.asked = asked;
        this.findings = findings;
        stored.ledger().stream()
                .collect(Collectors.groupingBy(Entry::sku))
                .forEach((sku, ledger) -> balances.put(sku, Balances.of(ledger, asked)));
    }

    void check() {
        asked.byKey().forEach((order, operations) -> {
            List<Operation> creations =
                    operations.stream().filter(Operation::isCreation).toList();
            // later ones have the same answer, or another check finds them
            creations.stream()
                    .filter(operation -> operation.result() == Result.REFUSED
                            && operation.answer().startsWith(INSUFFICIENT))
                    .min(Comparator.comparingLong(Operation::endNanos))
                    .ifPresent(first -> check(first, creations));
        });
    }

    private void check(Operation refused, List<Operation> creations) {
        long begin = creations.stream().mapToLong(Operation::startNanos).min().orElseThrow();
        for (String shortage : refused.answer().substring(INSUFFICIENT.length()).split(",")) {
            String[] fields = shortage.split(" ");
            long requested = Long.parseLong(fields[1]);
            long available = Long.parseLong(fields[2]);
            Balances ofSku = balances.get(fields[0]);
            boolean isTrue = refused.units().contains(new Units(fields[0], requested))
                    && available < requested
                    && ofSku != null
                    && ofSku.wereOnce(available, begin, refused.endNanos());
            if (!isTrue)
                findings.add(
                        Property.REFUSALS_ARE_TRUE, refused.key(), "there was never that little meanwhile: " + refused);
        }
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

        boolean wereOnce(long units, long beginNanos, long endNanos) {
            for (int i = firstUntil(beginNanos); i < available.length && fromNanos[i] <= endNanos; i++)
                if (available[i] == units) return true;
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
