package io.inventory.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.cluster.Cluster;
import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.load.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
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
 *   <li>{@code -Dinventory.faults.pause=5}: for how many seconds all is well between two faults.
 *   <li>{@code -Dinventory.faults.customers=24}: how many there are at once.
 *   <li>{@code -Dinventory.faults.disk=true}: the database has a disk of its own, which may be full, if one can be mounted.
 *   <li>{@code -Dinventory.faults.clock=true}: servers and consumers have clocks that may jump, if libfaketime is installed.
 *   <li>{@code -Dinventory.faults.before=target/before/...}: a build of the version before, which all begin with and that
 *       is upgraded under load; {@code .ci/build-before} makes one.
 *   <li>{@code -Dinventory.faults.retries=false}: the client sends nothing again by itself, so that the slowest failure is a server's.
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

    /** What happens to processes of the version before, if they are. */
    private static final List<Fault> BEFORE_UPGRADE =
            List.of(Fault.SERVER_KILLED, Fault.CONSUMER_KILLED, Fault.COMMIT_ANSWER_CUT, Fault.ROLLING_UPGRADE);

    private static final int CUSTOMERS_DEFAULT = 8;
    private static final int ATTEMPTS_MAX = 3;
    private static final Duration SHORT = Duration.ofSeconds(25);
    private static final Duration HOLD_DEFAULT = Duration.ofSeconds(3);

    private final long seed = Long.getLong("inventory.faults.seed", System.nanoTime());
    private final int minutes = Integer.getInteger("inventory.faults.minutes", 0);
    private final Duration hold =
            Duration.ofSeconds(Integer.getInteger("inventory.faults.hold", (int) HOLD_DEFAULT.toSeconds()));

    private final Duration pause = Duration.ofSeconds(Integer.getInteger("inventory.faults.pause", 0));
    private final List<Fault> only = Stream.of(
                    System.getProperty("inventory.faults.only", "").split(","))
            .filter(name -> !name.isBlank())
            .map(name -> Fault.valueOf(name.strip()))
            .toList();

    /** History, events and logs, which are kept if something is found. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void nothingIsLostOrDoubledWhateverFails() throws Exception {
        System.out.println("fault suite: -Dinventory.faults.seed=" + seed + ", in " + folder);
        try (FaultRun run = new FaultRun(folder, seed, plan())) {
            run.begin();
            inflict(run);
            List<Finding> findings = run.finish();
            report(run.report());
            assertThat(findings).as("seed %d", seed).isEmpty();
            assertThat(run.notOver())
                    .as("seed %d, after this nobody was answered", seed)
                    .isEmpty();
            assertThat(run.mistakes()).as("seed %d", seed).isEmpty();
            assertThat(run.isFull())
                    .as("the history has History.LINES_MAX = %d lines: fewer customers, or minutes", History.LINES_MAX)
                    .isFalse();
        }
    }

    private FaultRun.Plan plan() {
        return new FaultRun.Plan(
                new Catalog(Boolean.getBoolean("inventory.faults.storm")),
                Integer.getInteger("inventory.faults.customers", CUSTOMERS_DEFAULT),
                Boolean.parseBoolean(System.getProperty("inventory.faults.retries", "true")),
                new Cluster.Equipment(
                        Boolean.getBoolean("inventory.faults.disk") && mayBe(Fault.DISK_FULL),
                        Boolean.getBoolean("inventory.faults.clock") && mayBe(Fault.CLOCK_JUMP),
                        Optional.of(System.getProperty("inventory.faults.before", ""))
                                .filter(build -> !build.isEmpty() && mayBe(Fault.ROLLING_UPGRADE))
                                .map(Path::of)));
    }

    private boolean mayBe(Fault fault) {
        return only.isEmpty() || only.contains(fault);
    }

    private void inflict(FaultRun run) {
        for (Fault fault : only)
            run.impediment(fault).ifPresent(why -> Assumptions.abort(fault + " can't be tried: " + why));
        if (!only.isEmpty()) {
            for (int i = 0; i < Integer.getInteger("inventory.faults.times", 1); i++)
                for (Fault fault : only) inflict(run, fault);
            return;
        }
        long until = System.nanoTime() + (minutes > 0 ? Duration.ofMinutes(minutes) : SHORT).toNanos();
        if (run.impediment(Fault.ROLLING_UPGRADE).isEmpty()) for (Fault fault : BEFORE_UPGRADE) inflict(run, fault);
        List<Fault> first = new ArrayList<>(ALWAYS);
        Collections.shuffle(first, run.random());
        for (Fault fault : first) inflict(run, fault);
        while (System.nanoTime() < until && !run.isOver()) inflict(run, any(run));
    }

    /** Again if the moment for it did not come. */
    private void inflict(FaultRun run, Fault fault) {
        boolean isDone = false;
        for (int attempt = 0; attempt < ATTEMPTS_MAX && !isDone; attempt++) isDone = run.inflict(fault, hold);
        if (!isDone) run.missed(fault);
        run.rest(pause);
    }

    private static Fault any(FaultRun run) {
        List<Fault> possible = run.possible();
        return possible.get(run.random().nextInt(possible.size()));
    }

    /** Where ./verify --faults finds it. */
    private void report(String text) throws IOException {
        System.out.print(text);
        Files.writeString(Path.of("target", "faults.txt"), "seed " + seed + "\n\n" + text);
    }
}
