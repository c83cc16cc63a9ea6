package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.ANSWER_NEVER_CHANGES;

import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether everybody who asked the same was told the same. */
final class AnswerCheck {
    private AnswerCheck() {}

    static void check(Asked asked, Findings findings) {
        asked.byKey().forEach((key, operations) -> {
            Map<String, List<Operation>> same = operations.stream()
                    .filter(operation -> operation.result() != Result.UNKNOWN && !operation.isPassing())
                    .collect(Collectors.groupingBy(operation -> operation.kind() + " " + operation.part()));
            same.values().forEach(answered -> checkSame(key, answered, operations, findings));
            checkOver(key, operations, findings);
        });
    }

    /** Who calls when somebody knows already that all was given back is not told that it stands. */
    private static void checkOver(String key, List<Operation> operations, Findings findings) {
        OptionalLong over = operations.stream()
                .filter(operation -> operation.kind() == Kind.ROLLBACK && operation.result() == Result.OK)
                .mapToLong(Operation::endNanos)
                .min();
        if (over.isEmpty()) return;
        for (Operation later : operations)
            if (later.way() == Way.CALL
                    && later.result() == Result.OK
                    && (later.isCreation() || later.kind() == Kind.CONFIRM)
                    && later.startNanos() > over.getAsLong())
                findings.add(ANSWER_NEVER_CHANGES, key, "was given back before, and then not: " + later);
    }

    private static void checkSame(String key, List<Operation> answered, List<Operation> all, Findings findings) {
        Set<String> answers = answered.stream()
                .filter(operation -> !operation.isClosed())
                .map(Operation::answer)
                .collect(Collectors.toSet());
        findings.require(answers.size() <= 1, ANSWER_NEVER_CHANGES, key, () -> "was told " + answers);
        for (Operation closed : answered) {
            if (!closed.isClosed()) continue;
            findings.require(
                    couldBeClosed(closed, all), ANSWER_NEVER_CHANGES, key, () -> "nobody had ended it: " + closed);
            for (Operation later : answered)
                // an event says what was recorded; a call, how it is
                if (!later.isClosed()
                        && later.result() == Result.OK
                        && later.way() == Way.CALL
                        && closed.way() == Way.CALL
                        && closed.endNanos() < later.startNanos())
                    findings.add(ANSWER_NEVER_CHANGES, key, "was over (" + closed + ") and then not: " + later);
        }
    }

    /** By a rollback that had begun before that answer came, by time, or because it was rejected. */
    private static boolean couldBeClosed(Operation closed, List<Operation> all) {
        if (closed.answer().endsWith("REJECTED")) return closed.kind() == Kind.CONFIRM;
        return all.stream()
                .anyMatch(operation -> operation.kind() == Kind.RESERVE
                        || (Asked.isRollback(operation) && operation.startNanos() < closed.endNanos()));
    }
}
