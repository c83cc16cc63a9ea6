package io.inventory.jdbi.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentlyLoggedTest {
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
    private final RecentlyLogged recently = new RecentlyLogged(QUIET, nanos::get);

    @Test
    void theSameIsLoggedOnceInAWhile() {
        assertThat(recently.isDue("a")).isTrue();
        assertThat(recently.isDue("b")).isTrue();
        nanos.addAndGet(QUIET.toNanos() - 1);
        assertThat(recently.isDue("a")).isFalse();
        nanos.incrementAndGet();
        assertThat(recently.isDue("a")).isTrue();
        assertThat(recently.isDue("a")).isFalse();
    }

    @Test
    void whatIsLeftOutIsCounted() {
        assertThat(recently.count("a")).isEqualTo(1);
        for (int i = 0; i < 3; i++) assertThat(recently.count("a")).isZero();
        nanos.addAndGet(QUIET.toNanos());
        assertThat(recently.count("a")).as("three, and this one").isEqualTo(4);
        nanos.addAndGet(QUIET.toNanos());
        assertThat(recently.count("a")).isEqualTo(1);
    }

    @Test
    void theOldestIsForgottenBeforeItGrowsWithoutEnd() {
        for (int i = 0; i <= RecentlyLogged.KEYS_MAX; i++) recently.isDue("" + i);
        assertThat(recently.isDue("1")).isFalse();
        assertThat(recently.isDue("0")).as("forgotten").isTrue();
        assertThat(recently.isDue("1")).as("forgotten for 0").isTrue();
    }
}
