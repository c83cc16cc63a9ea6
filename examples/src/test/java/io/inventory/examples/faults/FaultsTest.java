package io.inventory.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.load.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers, consumers, database and broker are killed, halted and cut off under load; then nothing is lost and nothing doubled.
 * docs/reliability.md says what is tried and how. By default short; the longer forms:
 *
 * <ul>
 *   <li>{@code -Dinventory.faults.minutes=60}: a mix of all faults for so long.
 *   <li>{@code -Dinventory.faults.only=SERVER_KILLED -Dinventory.faults.times=100}: one fault so often; several with commas.
 *   <li>{@code -Dinventory.faults.seed=1}: the seed that a run has printed.
 *   <li>{@code -Dinventory.faults.hold=60}: for how many seconds what lasts does.
 *   <li>{@code -Dinventory.faults.disk=true}: the database has a small disk, which may be full, if one can be mounted.
 *   <li>{@code -Dinventory.faults.storm=true}: nearly all orders are refused, because everybody wants what is sold out.
 * </ul>
 */
@Timeout(24 * 60 * 60)
class FaultsTest {
    /** What occurs in each run, however short. */
    private static final List<Fault> ALWAYS = List.of(
            Fault.SERVER_KILLED,
            Fault.CONSUMER_KILLED,
            Fault.DATABASE_KILLED,
            Fault.BROKER_KILLED,
            Fault.COMMIT_ANSWER_CUT,
            Fault.CONNECTIONS_RESET);

    private static final Duration SHORT = Duration.ofSeconds(25);
    private static final Duration HOLD_DEFAULT = Duration.ofSeconds(3);

    private final long seed = Long.getLong("inventory.faults.seed", System.nanoTime());
    private final int minutes = Integer.getInteger("inventory.faults.minutes", 0);
    private final Duration hold =
            Duration.ofSeconds(Integer.getInteger("inventory.faults.hold", (int) HOLD_DEFAULT.toSeconds()));

    /** History and logs, which are kept if something is found. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void nothingIsLostOrDoubledWhateverFails() throws Exception {
        System.out.println("fault suite: -Dinventory.faults.seed=" + seed + ", in " + folder);
        try (FaultRun run = new FaultRun(folder, seed, new Catalog(Boolean.getBoolean("inventory.faults.storm")))) {
            run.begin();
            inflict(run);
            List<Finding> findings = run.finish();
            report(run.table(findings) + "\n" + counts(run));
            assertThat(findings).as("seed %d", seed).isEmpty();
            assertThat(run.notOver())
                    .as("seed %d, after this nobody was answered", seed)
                    .isEmpty();
            assertThat(run.mistakes()).as("seed %d", seed).isEmpty();
        }
    }

    private void inflict(FaultRun run) {
        String only = System.getProperty("inventory.faults.only", "");
        if (!only.isEmpty()) {
            for (int i = 0; i < Integer.getInteger("inventory.faults.times", 1); i++)
                for (String fault : only.split(",")) run.inflict(Fault.valueOf(fault), hold);
            return;
        }
        long until = System.nanoTime() + (minutes > 0 ? Duration.ofMinutes(minutes) : SHORT).toNanos();
        List<Fault> first = new ArrayList<>(ALWAYS);
        Collections.shuffle(first, run.random());
        for (Fault fault : first) run.inflict(fault, hold);
        while (System.nanoTime() < until && run.notOver().isEmpty()) run.inflict(any(run), hold);
    }

    private static Fault any(FaultRun run) {
        List<Fault> possible = run.possible();
        return possible.get(run.random().nextInt(possible.size()));
    }

    private static String counts(FaultRun run) {
        StringBuilder lines = new StringBuilder();
        run.counts()
                .forEach((what, count) ->
                        lines.append(what).append(": ").append(count).append('\n'));
        return lines.toString();
    }

    /** Where ./verify --faults finds it. */
    private void report(String text) throws IOException {
        System.out.print(text);
        Files.writeString(Path.of("target", "faults.txt"), "seed " + seed + "\n\n" + text);
    }
}
