package io.inventory.examples.faults.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.inventory.examples.faults.ha.PatroniNode.Timing;
import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.load.Catalog;
import io.inventory.examples.faults.load.RecordedShop;
import io.inventory.examples.faults.load.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A primary of PostgreSQL is lost under load, or the node of RabbitMQ that leads the queue; callers notice a pause, and then
 * nothing is lost and nothing doubled. docs/reliability.md says what is tried and how. It runs by {@code ./verify --failover}, with:
 *
 * <ul>
 *   <li>{@code -Dinventory.failover.only=PRIMARY_KILLED,SWITCHED_OVER}: these alone.
 *   <li>{@code -Dinventory.failover.times=5}: each so often.
 *   <li>{@code -Dinventory.failover.hold=60}: for how many seconds what is lost stays away at least.
 *   <li>{@code -Dinventory.failover.timing=20,5,7}: Patroni's ttl, loop_wait and retry_timeout in seconds.
 *   <li>{@code -Dinventory.failover.seed=1}: the order of what is lost, and what customers do.
 * </ul>
 */
@Timeout(24 * 60 * 60)
class HighAvailabilityTest {
    private static final Logger LOG = LoggerFactory.getLogger(HighAvailabilityTest.class);
    private static final int TIMES_DEFAULT = 2;
    private static final int CUSTOMERS = 8;
    private static final int HOLD_SECONDS_DEFAULT = 30;

    private final long seed = Long.getLong("inventory.failover.seed", System.nanoTime());
    private final Timing timing = timing(System.getProperty("inventory.failover.timing", ""));
    private final Duration hold =
            Duration.ofSeconds(Integer.getInteger("inventory.failover.hold", HOLD_SECONDS_DEFAULT));

    /** History and logs, which are kept if something is found. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void nothingIsLostOrDoubledWhenAPrimaryOrANodeOfTheBrokerIsLost() throws Exception {
        assumeTrue(Boolean.getBoolean("inventory.failover"), "run by ./verify --failover");
        System.out.println("failover: -Dinventory.failover.seed=" + seed + ", " + timing + ", in " + folder);
        try (RedundantCluster cluster = RedundantCluster.start(folder, timing);
                RecordedShop shop = new RecordedShop(
                        folder,
                        new RecordedShop.Ways(
                                cluster.database().jdbcUrl(), cluster.broker().uri(), cluster.client()))) {
            shop.open(new Catalog(false), new Shop.Crowd(CUSTOMERS, new SplittableRandom(seed)));
            LossTable table = new LossTable();
            Optional<Loss> notOver = inflict(cluster, shop, table);
            shop.letOut();
            RecordedShop.Outcome outcome = shop.check();
            report(table.text() + LossTable.text(outcome.findings()) + outcome.orders() + " orders\n\n"
                    + shop.counts());
            assertThat(outcome.findings()).as("seed %d", seed).isEmpty();
            assertThat(notOver)
                    .as("seed %d, after this it was not good again, or it could not be done: see above", seed)
                    .isEmpty();
            assertThat(shop.mistakes()).as("seed %d", seed).isEmpty();
            assertThat(cluster.mistakes())
                    .as("servers and consumers go on by themselves")
                    .isEmpty();
            assertThat(shop.recorder().isFull())
                    .as("the history has History.LINES_MAX = %d lines: fewer times", History.LINES_MAX)
                    .isFalse();
        }
    }

    /** One loss after another; the one, if any, after which it did not become good again, or that failed, is the last. */
    private Optional<Loss> inflict(RedundantCluster cluster, RecordedShop shop, LossTable table) {
        for (Loss loss : losses()) {
            if (shop.recorder().isFull()) break;
            LOG.warn("{}", loss);
            shop.recorder().begin();
            try {
                loss.inflict(cluster, hold);
                shop.awaitGood();
                cluster.awaitReady();
            } catch (RuntimeException e) {
                LOG.error("not good again after {}, or it could not be done", loss, e);
                return Optional.of(loss);
            } finally {
                table.add(loss, shop.recorder());
                System.out.print(table.text());
            }
        }
        return Optional.empty();
    }

    private List<Loss> losses() {
        String only = System.getProperty("inventory.failover.only", "");
        List<Loss> kinds = only.isEmpty()
                ? List.of(Loss.values())
                : Stream.of(only.split(",")).map(Loss::valueOf).toList();
        List<Loss> losses = new ArrayList<>();
        for (int i = 0; i < Integer.getInteger("inventory.failover.times", TIMES_DEFAULT); i++) losses.addAll(kinds);
        Collections.shuffle(losses, new Random(seed));
        return losses;
    }

    private static Timing timing(String seconds) {
        if (seconds.isEmpty()) return Timing.DEFAULT;
        int[] each = Stream.of(seconds.split(",")).mapToInt(Integer::parseInt).toArray();
        return new Timing(each[0], each[1], each[2]);
    }

    /** Where ./verify --failover finds it. */
    private void report(String text) throws IOException {
        System.out.print(text);
        Files.writeString(Path.of("target", "failover.txt"), "seed " + seed + ", " + timing + "\n\n" + text);
    }
}
