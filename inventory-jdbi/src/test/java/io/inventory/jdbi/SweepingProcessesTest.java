package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Confirm;
import io.inventory.ExpirySignal;
import io.inventory.Extend;
import io.inventory.GetOrder;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.ListSignals;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.SignalEntry;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes that know nothing of each other expire the reservations of one PostgreSQL, one of them killed in the middle. */
@Timeout(60)
@ExpectedLog(Failures.class)
class SweepingProcessesTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final int PROCESSES = 3;
    private static final int RESERVATIONS = 900;
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(2);

    private final Names names = new Names();
    private final Sku first = names.sku("A");
    private final Sku second = names.sku("B");
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    @Test
    void eachReservationExpiresOnceWhileThreeProcessesSweepAndOneIsKilled() throws Exception {
        try (JdbiInventory inventory = JdbiInventory.builder(DATABASE.pool())
                .timeLimit(TestDatabase.PATIENCE)
                .build()) {
            inventory.create(first, RESERVATIONS, names.request());
            inventory.create(second, RESERVATIONS, names.request());
            for (int i = 0; i < PROCESSES; i++) processes.add(start());

            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < RESERVATIONS; i++) calls.add(reserveAndRace(inventory, i));
            await().until(() -> count("inventory_orders where status = 'EXPIRED'") > 0);
            processes.get(0).destroyForcibly();
            calls.forEach(CompletableFuture::join);

            await().atMost(Duration.ofSeconds(40)).until(() -> count("inventory_reservations") == 0);
            assertEachEndedOnce(inventory);
            assertThat(processes.subList(1, PROCESSES)).allMatch(Process::isAlive);
        }
        assertThat(LedgerVerification.findings(DATABASE.dataSource())).isEmpty();
    }

    /** A third is left alone; the others are spoken to about when they run out. */
    private CompletableFuture<?> reserveAndRace(JdbiInventory inventory, int number) {
        OrderId order = names.order("" + number);
        List<OrderLine> lines = List.of(new OrderLine(first, 1), new OrderLine(second, 1));
        CompletableFuture<?> reserved = inventory.submit(new Reserve(order, lines, TIME_TO_LIVE));
        long raceMillis = TIME_TO_LIVE.toMillis() - 100 + number % 200;
        return reserved.thenComposeAsync(
                ignored -> speakTo(inventory, order, number % 6),
                CompletableFuture.delayedExecutor(raceMillis, TimeUnit.MILLISECONDS));
    }

    private static CompletableFuture<?> speakTo(JdbiInventory inventory, OrderId order, int share) {
        return switch (share) {
            case 0, 1 -> CompletableFuture.completedFuture(order);
            case 2, 3 -> inventory.submit(new Confirm(order));
            case 4 -> inventory.submit(new Rollback(order));
            default -> inventory.submit(new Extend(order, Duration.ofSeconds(1)));
        };
    }

    private void assertEachEndedOnce(JdbiInventory inventory) {
        TreeSet<OrderId> expired = new TreeSet<>();
        int sold = 0;
        for (int i = 0; i < RESERVATIONS; i++) {
            OrderId order = names.order("" + i);
            OrderStatus status = inventory.execute(new GetOrder(order)).status();
            assertThat(status).isIn(OrderStatus.DEDUCTED, OrderStatus.ROLLED_BACK, OrderStatus.EXPIRED);
            if (status == OrderStatus.DEDUCTED) sold++;
            if (status == OrderStatus.EXPIRED) expired.add(order);
        }
        assertThat(expired).hasSizeGreaterThanOrEqualTo(RESERVATIONS / 3);
        assertThat(told(inventory)).doesNotHaveDuplicates().hasSameElementsAs(expired);
        for (Sku sku : List.of(first, second)) {
            assertThat(inventory
                            .ledger(sku)
                            .filter(entry -> entry.reason() == LedgerReason.RESERVATION_EXPIRED)
                            .map(LedgerEntry::refId))
                    .doesNotHaveDuplicates()
                    .hasSize(expired.size());
            assertThat(inventory.stock(sku).available()).isEqualTo(RESERVATIONS - sold);
            assertThat(inventory.stock(sku).reserved()).isZero();
        }
        LedgerProof.assertProves(inventory, List.of(first, second));
    }

    private static List<OrderId> told(JdbiInventory inventory) {
        List<OrderId> orders = new ArrayList<>();
        List<SignalEntry> page = inventory.signals(ListSignals.OLDEST).entries();
        while (!page.isEmpty()) {
            for (SignalEntry entry : page)
                if (entry.signal() instanceof ExpirySignal expiry) orders.add(expiry.orderId());
            page = inventory.signals(page.get(page.size() - 1).position()).entries();
        }
        return orders;
    }

    private static Process start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SweepingProcess.class.getName(),
                        DATABASE.jdbcUrl())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.equals(SweepingProcess.READY)) line = lines.readLine();
        assertThat(line).as("it sweeps").isNotNull();
        return process;
    }

    private static int count(String rows) {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.select("select count(*) from " + rows)
                        .mapTo(Integer.class)
                        .one());
    }
}
