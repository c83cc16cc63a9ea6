package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LockWaitTest {
    private static final Duration MAX = Duration.ofMinutes(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
    private final LockWait wait = new LockWait(MAX, nanos::get);

    @Test
    void itCountsFromTheFirstLockThatWasNotToBeHad() {
        wait.applied(1);
        nanos.addAndGet(MAX.toNanos() * 3);
        assertThat(wait.goesOn()).as("the migration before it took long").isTrue();
        nanos.addAndGet(MAX.toNanos() - 1);
        assertThat(wait.goesOn()).isTrue();
        nanos.incrementAndGet();
        assertThat(wait.goesOn()).isFalse();
    }

    @Test
    void theNextMigrationMayWaitAsLong() {
        wait.applied(1);
        assertThat(wait.goesOn()).isTrue();
        nanos.addAndGet(MAX.toNanos() * 2);
        wait.applied(2);
        assertThat(wait.goesOn()).isTrue();
    }
}
