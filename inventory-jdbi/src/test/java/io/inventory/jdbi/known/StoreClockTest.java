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
        clock.read(NOON, clock.ask());
        assertThat(clock.now()).isEqualTo(NOON);
        nanos.addAndGet(Duration.ofMillis(250).toNanos());
        assertThat(clock.now()).isEqualTo(NOON.plusMillis(250));
    }

    @Test
    void anOldAnswerSaysNothing() {
        clock.read(NOON, clock.ask());
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(clock.now()).isNotNull();
        nanos.incrementAndGet();
        assertThat(clock.now()).isNull();
    }

    /** As after a commit on a disk that stalls: when the time was read is not known. */
    @Test
    void anAnswerThatTookLongSaysNothing() {
        long asked = clock.ask();
        nanos.addAndGet(Duration.ofMillis(101).toNanos());
        clock.read(NOON, asked);
        assertThat(clock.now()).isNull();
    }

    @Test
    void aClockThatIsSetIsFollowedWithTheNextAnswer() {
        clock.read(NOON, clock.ask());
        clock.read(NOON.minus(Duration.ofHours(1)), clock.ask());
        assertThat(clock.now()).isEqualTo(NOON.minus(Duration.ofHours(1)));
        clock.read(NOON.plus(Duration.ofHours(1)), clock.ask());
        assertThat(clock.now()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }
}
