package io.inventory.jdbi.management.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.management.page.Outcomes.Minute;
import io.inventory.jdbi.management.page.Outcomes.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counters by the minute. */
class OutcomesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Hand clock = new Hand();

    private void count(String kind, String outcome, int orders) {
        registry.counter("inventory.commands", "kind", kind, "outcome", outcome, "reason", "none")
                .increment(orders);
    }

    @Test
    void eachMinuteHasWhatWasCountedInIt() {
        count("deduct", "done", 1_000);
        Outcomes outcomes = new Outcomes(registry, clock);
        count("deduct", "done", 5);
        count("reserve", "done", 2);
        count("deduct", "rejected", 3);
        count("adjust_stock", "done", 100);
        clock.pass(Duration.ofSeconds(60));
        outcomes.look();
        count("deduct", "unavailable", 4);
        count("deduct", "refused", 1);
        count("deduct", "replayed", 6);
        List<Minute> minutes = outcomes.minutes();
        assertThat(minutes).hasSize(2);
        assertThat(minutes.get(0).orders()).containsEntry(Outcome.TAKEN, 7L).containsEntry(Outcome.REJECTED, 3L);
        assertThat(minutes.get(0).total()).isEqualTo(10);
        assertThat(minutes.get(1).orders())
                .containsEntry(Outcome.FAILED, 4L)
                .containsEntry(Outcome.REFUSED, 1L)
                .containsEntry(Outcome.REPLAYED, 6L)
                .containsEntry(Outcome.TAKEN, 0L);
    }

    @Test
    void noMoreMinutesAreKeptThanTheLimit() {
        Outcomes outcomes = new Outcomes(registry, clock);
        for (int i = 0; i < 3 * Outcomes.MINUTES_MAX; i++) {
            clock.pass(Duration.ofMinutes(1));
            outcomes.look();
        }
        assertThat(outcomes.minutes()).hasSize(Outcomes.MINUTES_MAX + 1);
    }

    @Test
    void aClockThatIsSetBackOrStandsStillLosesNothing() {
        Outcomes outcomes = new Outcomes(registry, clock);
        count("deduct", "done", 5);
        clock.pass(Duration.ofHours(-3));
        outcomes.look();
        assertThat(outcomes.minutes()).hasSize(1);
        assertThat(outcomes.minutes().get(0).total()).isEqualTo(5);
    }

    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:30Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
