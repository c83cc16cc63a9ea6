package io.inventory.jdbi.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentlyLoggedTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
    private final RecentlyLogged recently = new RecentlyLogged(nanos::get);

    @Test
    void theSameIsLoggedOnceAMinute() {
        assertThat(recently.isDue("a")).isTrue();
        assertThat(recently.isDue("b")).isTrue();
        nanos.addAndGet(RecentlyLogged.QUIET.toNanos() - 1);
        assertThat(recently.isDue("a")).isFalse();
        nanos.incrementAndGet();
        assertThat(recently.isDue("a")).isTrue();
        assertThat(recently.isDue("a")).isFalse();
    }

    @Test
    void theOldestIsForgottenBeforeItGrowsWithoutEnd() {
        for (int i = 0; i <= RecentlyLogged.KEYS_MAX; i++) recently.isDue("" + i);
        assertThat(recently.isDue("1")).isFalse();
        assertThat(recently.isDue("0")).as("forgotten").isTrue();
        assertThat(recently.isDue("1")).as("forgotten for 0").isTrue();
    }
}
