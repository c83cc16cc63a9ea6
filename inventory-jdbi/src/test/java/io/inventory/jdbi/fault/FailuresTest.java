package io.inventory.jdbi.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.transaction.RecordedLog;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    /** Every request of every caller fails, and the health probe, for as long as the store is down. */
    @Test
    void anOutageIsOneLineOfItsKindHoweverManyMeetIt() {
        Failures failures = new Failures();
        try (RecordedLog log = new RecordedLog(Failures.class)) {
            for (int i = 0; i < 100; i++) {
                failures.exception(new SQLException("connection " + i + " refused", "08001"));
                failures.exception(new SQLException("lock not available", "55P03"));
            }
            assertThat(log.lines())
                    .containsExactly(
                            "the store is not available, SQLState 08001: connection 0 refused",
                            "the store took too long over a command or query, SQLState 55P03: lock not available");
        }
    }
}
