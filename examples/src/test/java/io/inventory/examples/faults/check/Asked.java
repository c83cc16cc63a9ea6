package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What was asked for, found by its order or request. */
final class Asked {
    private final Map<String, List<Operation>> byKey = new HashMap<>();
    private final List<Operation> all;

    Asked(List<Operation> operations) {
        all = operations;
        for (Operation operation : operations)
            byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>(1)).add(operation);
    }

    List<Operation> all() {
        return all;
    }

    Map<String, List<Operation>> byKey() {
        return byKey;
    }

    List<Operation> of(String key) {
        return byKey.getOrDefault(key, List.of());
    }

    List<Operation> of(String key, Predicate<Operation> which) {
        return of(key).stream().filter(which).toList();
    }

    /** How often a thing that was asked for in all these ways has to be there. */
    static Expected expected(List<Operation> operations) {
        if (operations.stream().anyMatch(operation -> operation.result() == Result.OK)) return Expected.ONCE;
        if (operations.stream().anyMatch(operation -> operation.result() == Result.REFUSED && !operation.isPassing()))
            return Expected.NEVER;
        // who was refused for now may have asked before, and not know what became of that
        return operations.stream().allMatch(operation -> operation.result() == Result.REFUSED)
                ? Expected.NEVER
                : Expected.AT_MOST_ONCE;
    }

    /** How often something has to be there. */
    enum Expected {
        ONCE,
        AT_MOST_ONCE,
        NEVER;

        /** The promise that is broken if it is not there as often. */
        Property property() {
            return switch (this) {
                case ONCE -> Property.ACKNOWLEDGED_ONCE;
                case AT_MOST_ONCE -> Property.UNKNOWN_AT_MOST_ONCE;
                case NEVER -> Property.REFUSED_NOT_AT_ALL;
            };
        }

        /** Reports what is there too often, or missing. */
        void require(long times, String subject, String what, Findings findings) {
            if (this == ONCE && times == 0) findings.lost(property(), subject, what + " is not there");
            else if (this == NEVER && times > 0) findings.add(property(), subject, what + " is there");
            else if (times > 1) findings.doubled(property(), subject, what + " is there " + times + " times");
        }
    }

    static boolean isRollback(Operation operation) {
        return operation.kind() == Kind.ROLLBACK || operation.kind() == Kind.RETURN;
    }
}
