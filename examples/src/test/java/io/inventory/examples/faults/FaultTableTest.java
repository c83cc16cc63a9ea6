package io.inventory.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.examples.faults.FaultTable.Noticed;
import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.check.Finding.Effect;
import io.inventory.examples.faults.check.Property;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTableTest {
    private static final Duration NONE = Duration.ZERO;

    @Test
    void aFindingCountsForTheFaultsThatItsOrderMet() {
        FaultTable table = new FaultTable();
        table.add(noticed("broker killed", 100, 200));
        table.add(noticed("server killed", 300, 400));
        table.add(noticed("server killed", 500, 600));
        List<Operation> history = List.of(
                asked("gone", 150, 160), asked("twice", 350, 550), asked("twice", 190, 191), asked("well", 510, 520));
        List<Finding> findings = List.of(
                new Finding(Property.ACKNOWLEDGED_ONCE, "gone", "", Effect.LOST),
                new Finding(Property.ACKNOWLEDGED_ONCE, "twice", "", Effect.DOUBLED),
                new Finding(Property.SIGNALS_ALTERNATE, "a SKU", "", Effect.LOST));

        assertThat(table.text(findings, history).lines())
                .contains(
                        "| broker killed | 1 | 1 | 1 | 2 | 1.5 s | 0.0 s | 0.0 s | 0.0 s | 0.0 s |",
                        "| server killed | 2 | 0 | 1 | 4 | 1.5 s | 0.0 s | 0.0 s | 0.0 s | 0.0 s |",
                        "lost 2, doubled 1, other findings 0");
    }

    @Test
    void whoGotNoAnswerMetTheFaultThatCameMeanwhile() {
        FaultTable table = new FaultTable();
        table.add(noticed("broker killed", 100, 200));
        List<Operation> history = List.of(asked("gone", 50, Long.MAX_VALUE));

        assertThat(table.text(List.of(new Finding(Property.ACKNOWLEDGED_ONCE, "gone", "", Effect.LOST)), history))
                .contains("| broker killed | 1 | 1 | 0 |");
    }

    private static Noticed noticed(String what, long begin, long end) {
        return new Noticed(what, begin, end, 2, Duration.ofMillis(1_500), NONE, NONE, NONE, NONE);
    }

    private static Operation asked(String order, long start, long end) {
        return new Operation(1, Kind.DEDUCT, Way.CALL, order, "", List.of(), start, end, Result.OK, "DEDUCTED");
    }
}
