package io.inventory.jdbi.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.InternalErrorException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
    @ParameterizedTest
    @CsvSource({
        "40001, RUN_AGAIN",
        "40P01, RUN_AGAIN",
        "23505, DUPLICATE_KEY",
        "23514, SUSPECT_COMMAND",
        "22001, SUSPECT_COMMAND",
        "54000, SUSPECT_COMMAND",
        "55P03, SUSPECT_COMMAND",
        "57014, SUSPECT_COMMAND",
        "HYT00, SUSPECT_COMMAND",
        "08006, STORE_UNAVAILABLE",
        "53300, STORE_UNAVAILABLE",
        "57P01, STORE_UNAVAILABLE",
        "90098, STORE_UNAVAILABLE",
        "25006, READ_ONLY",
        "42P01, NO_TABLES",
        "42S02, NO_TABLES",
        "28P01, STATEMENT_REFUSED",
        "3D000, STATEMENT_REFUSED",
        "42501, STATEMENT_REFUSED",
        "0A000, STATEMENT_REFUSED",
        "XX000, STORE_UNAVAILABLE",
        "XX001, BROKEN_ROW",
        "P0001, BUG",
        "22P02, BUG",
        "0, BUG",
    })
    void theSqlStateSaysWhatAFailureMeans(String state, Fault fault) {
        SQLException exception = new SQLException("why", state);
        assertThat(Fault.of(exception)).isEqualTo(fault);
        assertThat(Fault.of(new UnableToExecuteStatementException(exception, null)))
                .isEqualTo(fault);
    }

    @Test
    void soDoesAnExceptionWithoutOne() {
        assertThat(Fault.of(new SQLException("why"))).isEqualTo(Fault.STORE_UNAVAILABLE);
        assertThat(Fault.of(new SQLTransientConnectionException("why", "08001")))
                .isEqualTo(Fault.NO_CONNECTION);
        assertThat(Fault.of(new InternalErrorException("why"))).isEqualTo(Fault.BROKEN_ROW);
        assertThat(Fault.of(new IllegalStateException("why"))).isEqualTo(Fault.BUG);
        assertThat(Fault.of(new AssertionError("why"))).isEqualTo(Fault.BUG);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aChainOfCausesThatLeadsBackToItsBeginningHasAnEnd() {
        IllegalStateException first = new IllegalStateException("why");
        first.initCause(new IllegalStateException("because", first));
        assertThat(Fault.of(first)).isEqualTo(Fault.BUG);
    }
}
