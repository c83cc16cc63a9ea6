package io.inventory.jdbi.known;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreClockTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final StoreClock clock = new StoreClock(nanos::get);

    @Test
    void theTimeOfTheLastAnswerGoesOn() {
        assertThat(clock.now()).isNull();
        clock.read(NOON);
        assertThat(clock.now()).isEqualTo(NOON);
        nanos.addAndGet(Duration.ofMillis(250).toNanos());
        assertThat(clock.now()).isEqualTo(NOON.plusMillis(250));
    }

    @Test
    void anOldAnswerSaysNothing() {
        clock.read(NOON);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(clock.now()).isNotNull();
        nanos.incrementAndGet();
        assertThat(clock.now()).isNull();
    }

    @Test
    void aClockThatIsSetIsFollowedWithTheNextAnswer() {
        clock.read(NOON);
        clock.read(NOON.minus(Duration.ofHours(1)));
        assertThat(clock.now()).isEqualTo(NOON.minus(Duration.ofHours(1)));
        clock.read(NOON.plus(Duration.ofHours(1)));
        assertThat(clock.now()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }
}
