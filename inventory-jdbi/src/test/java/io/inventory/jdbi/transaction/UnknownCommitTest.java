package io.inventory.jdbi.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.Extend;
import io.inventory.contract.Names;
import io.inventory.decision.Decider;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.StockMemory;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.Dialect;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of a command whose transaction broke off, and which then met a database that takes no changes. */
@ExpectedLog(Failures.class)
class UnknownCommitTest {
    private static final String LOST = "08006";
    private static final String READ_ONLY = "25006";

    private final Names names = new Names();

    @ParameterizedTest
    @EnumSource
    void aStandbyDoesNotKnowWhetherThePrimaryCommitted(StockMemory memory) {
        assertThat(reasonAfter(memory, LOST, READ_ONLY)).isEqualTo(ErrorReason.UNAVAILABLE);
        assertThat(reasonAfter(memory, LOST, LOST, READ_ONLY, READ_ONLY)).isEqualTo(ErrorReason.UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource
    void nothingWasDoneByADatabaseThatWasReadOnlyFromTheStart(StockMemory memory) {
        assertThat(reasonAfter(memory, READ_ONLY, READ_ONLY)).isEqualTo(ErrorReason.READ_ONLY);
    }

    /** Fails each attempt with the next of the SQLStates, and all after them with the last. */
    private ErrorReason reasonAfter(StockMemory memory, String... states) {
        Queue<String> next = new ArrayDeque<>(List.of(states));
        Jdbi failing = Jdbi.create(() -> {
            throw new SQLException("attempt failed", next.size() > 1 ? next.remove() : next.element());
        });
        List<Verdict<?>> verdicts = new TransactionRunner(
                        failing,
                        new BatchTransaction(Dialect.arrays(), new Decider(Extend.TOTAL_MAX_DEFAULT), null),
                        memory.stocks(),
                        new SessionLimits("", "", "", "", 0),
                        Duration.ofMillis(200))
                .run(List.of(new Deduct(names.order("1"), List.of(names.line("A", 1)))));
        return ((Verdict.Refusal<?>) verdicts.get(0)).exception().reason();
    }
}
