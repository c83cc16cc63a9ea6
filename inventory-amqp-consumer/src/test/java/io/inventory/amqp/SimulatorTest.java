package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Worlds in which all that can fail does, one after another: two thousand, or as many as there is time for, always the same, so
 * that a build that passed passes again; or others, for {@code -Dinventory.simulator.seconds}. The seed of a world that is not well
 * is in the failure; {@code -Dinventory.simulator.seed} tells its story.
 */
@Timeout(3_600)
class SimulatorTest {
    private static final @Nullable Long SECONDS = Long.getLong("inventory.simulator.seconds");
    private static final long WORLDS = SECONDS == null ? 2_000 : Long.MAX_VALUE;
    /** A machine that has other work to do needs many times as long for a world. */
    private static final Duration TIME = Duration.ofSeconds(SECONDS == null ? 25 : SECONDS);

    private static final long FIRST_SEED =
            Long.getLong("inventory.simulator.first", SECONDS == null ? 1 : System.nanoTime());
    private static final String ONE = "inventory.simulator.seed";

    private static final LoggedErrors ERRORS = new LoggedErrors();

    @AfterAll
    static void speak() {
        ERRORS.close();
    }

    private static SimulatedWorld lived(long seed, boolean isTold) {
        SimulatedWorld world = new SimulatedWorld(seed, isTold);
        // of a world that was not well
        var unused = ERRORS.take();
        try {
            world.run();
            new SimulatedCheck(world).assertAllIsWell();
            // what fails here is no reason for one: a bug was met, and what was tried again has hidden it
            assertThat(ERRORS.take()).as("errors that were logged").isEmpty();
        } catch (RuntimeException | Error e) {
            world.simulation.story().forEach(System.out::println);
            throw new AssertionError("-D" + ONE + "=" + seed + ": " + e.getMessage(), e);
        }
        return world;
    }

    @Test
    void whateverFailsNothingIsLostOrDoneTwice() {
        if (Long.getLong(ONE) != null) {
            lived(Long.getLong(ONE), true).simulation.story().forEach(System.out::println);
            return;
        }
        long began = System.nanoTime();
        long seed = FIRST_SEED;
        while (seed - FIRST_SEED < WORLDS && System.nanoTime() - began < TIME.toNanos()) {
            var unused = lived(seed++, false);
        }
        System.out.printf("simulator: %,d seeds from %d%n", seed - FIRST_SEED, FIRST_SEED);
    }

    @Test
    void aSeedTellsTheSameStoryAgain() {
        for (long seed = 0; seed < 5; seed++)
            assertThat(lived(seed, true).simulation.story())
                    .isNotEmpty()
                    .isEqualTo(lived(seed, true).simulation.story());
    }
}
