package io.inventory.examples.faults.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clock of a Java process jumps while it runs, and its threads wait as long as they should. */
@Timeout(60)
class FakeClockTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration BUSY_MAX = Duration.ofMinutes(1);

    private static final Duration WAIT = Duration.ofMillis(100);

    /** Says what time it is, and how long a wait took, whenever it is asked. */
    static final class Watch {
        public static void main(String[] arguments) throws IOException, InterruptedException {
            CountDownLatch nobody = new CountDownLatch(1);
            while (System.in.read() >= 0) {
                long begin = System.nanoTime();
                var unused = nobody.await(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                System.out.println(System.currentTimeMillis() + " " + waited);
            }
        }
    }

    private record Times(Duration ofDay, Duration waited) {}

    @Test
    void theTimeJumpsAndNobodyWaitsLessOrMore(@TempDir Path folder) throws IOException {
        Optional<FakeClock> made = FakeClock.make(folder.resolve("clock"));
        Assumptions.assumeTrue(
                made.isPresent(), "a clock of a process's own needs libfaketime (apt-get install faketime)");
        FakeClock clock = made.orElseThrow();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Watch.class.getName());
        builder.environment().putAll(clock.environment());
        Process watch = builder.start();
        try (BufferedReader answers = watch.inputReader(StandardCharsets.US_ASCII)) {
            Times first = ask(watch, answers);
            for (Duration ahead : List.of(HOUR, HOUR.negated(), Duration.ZERO)) {
                clock.jump(ahead);
                Awaitility.await("a clock that is " + ahead + " ahead").untilAsserted(() -> {
                    Times now = ask(watch, answers);
                    assertThat(now.ofDay.minus(first.ofDay)).isCloseTo(ahead, BUSY_MAX);
                    assertThat(now.waited).isBetween(WAIT, BUSY_MAX);
                });
            }
        } finally {
            watch.destroyForcibly();
        }
    }

    private static Times ask(Process watch, BufferedReader answers) throws IOException {
        watch.getOutputStream().write('\n');
        watch.getOutputStream().flush();
        String[] times =
                Objects.requireNonNull(answers.readLine(), "it has ended").split(" ");
        return new Times(Duration.ofMillis(Long.parseLong(times[0])), Duration.ofMillis(Long.parseLong(times[1])));
    }
}
