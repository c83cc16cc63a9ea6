package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.AdjustStock;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.fault.Failures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Processes that archive the ledger of one PostgreSQL into one folder, and are killed again and again, beside orders. */
@Timeout(120)
@ExpectedLog(Failures.class)
class ArchivingProcessesTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final int SKUS = 200;
    private static final int ADJUSTMENTS = 9;
    private static final int KILLS = Integer.getInteger("inventory.archive.kills", 2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    @Test
    void eachEntryIsInTheDatabaseOrInOneFileWhoeverWasKilled() throws Exception {
        StoreForm form = StoreForm.all(DATABASE, DATABASE).findFirst().orElseThrow();
        OldLedger ledger = new OldLedger(form, folder);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (JdbiInventory inventory = form.open()) {
            fill(ledger, inventory);
            long all = SKUS * (ADJUSTMENTS + 1L);
            long sold = 0;
            for (int kill = 0; kill < KILLS && OldLedger.count(form, "inventory_logs") > SKUS * 2L; kill++) {
                Process process = start();
                int files = ledger.files().size();
                // at another moment of its work each time
                long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_200));
                while (ledger.files().size() == files || System.nanoTime() - untilNanos < 0)
                    inventory.deduct(new OrderId("o" + sold++), List.of(new OrderLine(sku(random.nextInt(SKUS)), 1)));
                process.destroyForcibly();
                process.waitFor();
                // what the database would do by itself in a minute
                form.sql("update inventory_leases set holder = null where name = 'reader:retain-ledger'");
            }
            Process last = start();
            long newest = sold;
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> OldLedger.count(form, "inventory_logs") <= SKUS + newest
                            && ledger.files().stream().noneMatch(ArchivingProcessesTest::isUnsettled));
            last.getOutputStream().close();
            assertThat(last.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ledger.files()).noneMatch(ArchivingProcessesTest::isUnsettled);
            long archived = 0;
            for (Path file : ledger.files()) {
                archived += LedgerArchive.verify(file);
                assertThat(LedgerArchive.findings(file, DATABASE.dataSource())).isEmpty();
            }
            assertThat(archived + OldLedger.count(form, "inventory_logs")).isEqualTo(all + sold);
            assertThat(VerifiedStore.findings(inventory, VerifyLedger.ENTRIES_DEFAULT))
                    .isEmpty();
        }
    }

    private static boolean isUnsettled(Path file) {
        return !file.toString().endsWith(".gz");
    }

    private static void fill(OldLedger ledger, Inventory inventory) {
        ledger.clear();
        for (int i = 0; i < SKUS; i++) inventory.create(sku(i), 1_000_000, new RequestId("0"));
        CompletableFuture.allOf(IntStream.range(0, SKUS * ADJUSTMENTS)
                        .mapToObj(i -> new AdjustStock(sku(i % SKUS), 1, "more", new RequestId("a" + i)))
                        .map(inventory::submit)
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        ledger.makeOld(2);
    }

    private static Sku sku(int number) {
        return new Sku("sku-" + number);
    }

    private Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ArchivingProcess.class.getName(),
                        DATABASE.jdbcUrl(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.equals(ArchivingProcess.READY)) line = lines.readLine();
        assertThat(line).as("it archives").isNotNull();
        return process;
    }
}
