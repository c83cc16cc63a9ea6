package io.inventory.examples.faults;

import io.inventory.client.InventoryClient;
import io.inventory.examples.faults.FaultTable.Noticed;
import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.check.HistoryChecker;
import io.inventory.examples.faults.cluster.Cluster;
import io.inventory.examples.faults.cluster.JavaProcess;
import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.history.SharedValues;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Signal;
import io.inventory.examples.faults.history.StoredRows;
import io.inventory.examples.faults.load.Catalog;
import io.inventory.examples.faults.load.EventDrain;
import io.inventory.examples.faults.load.Pulse;
import io.inventory.examples.faults.load.Recorder;
import io.inventory.examples.faults.load.RecordingCaller;
import io.inventory.examples.faults.load.RecordingSender;
import io.inventory.examples.faults.load.Shop;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster with customers to which faults happen, and what is found when it is over. Not thread-safe. */
final class FaultRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultRun.class);
    /** Within this everything works again after a fault has ended. */
    private static final Duration GOOD_AGAIN_MAX = Duration.ofSeconds(90);
    /** Within this all messages are answered after the customers have left: it has the longest pause between two retries in it. */
    private static final Duration SETTLED_MAX = Duration.ofSeconds(90);

    private static final int ANSWERS_OF_A_GOOD_STATE = 3;
    /** What nobody should be told, whatever fails. */
    private static final Set<String> MISTAKES =
            Set.of("INTERNAL", "INVALID_ARGUMENT", "ORDER_MISMATCH", "REQUEST_MISMATCH");

    private final Random random;
    private final Path file;
    private final Cluster cluster;
    private final History history;
    private final Recorder recorder;
    private final InventoryClient client;
    private final RecordingSender sender;
    private final EventDrain drain;
    private final Plan plan;
    private final SplittableRandom customers;
    private @Nullable Shop shop;
    private final FaultTable table = new FaultTable();
    private final StringBuilder notTried = new StringBuilder();
    private final List<String> wrong = new ArrayList<>();
    private String report = "";
    private @Nullable Fault notOver;

    /**
     * What it is made of.
     *
     * @param catalog what is sold
     * @param customers how many there are at once
     * @param equipment what there is beside the processes
     */
    record Plan(Catalog catalog, int customers, Cluster.Equipment equipment) {}

    /** Starts the processes. */
    FaultRun(Path folder, long seed, Plan plan) {
        this.plan = plan;
        random = new Random(seed);
        customers = new SplittableRandom(seed);
        file = folder.resolve("history");
        cluster = Cluster.start(folder, plan.equipment());
        history = History.write(file);
        recorder = new Recorder(history);
        client = cluster.client();
        sender = new RecordingSender(cluster.broker().uri(), recorder);
        drain = new EventDrain(cluster.broker().uri(), sender, folder.resolve("events"));
    }

    /** Lets the customers in, and waits until they are served. */
    void begin() throws IOException {
        for (Fault fault : Fault.values())
            fault.impediment(cluster)
                    .ifPresent(why -> notTried.append("not tried: " + fault + ", because " + why + "\n"));
        drain.begin();
        shop = Shop.open(
                plan.catalog(),
                new Shop.Crowd(plan.customers(), customers),
                new Shop.Ways(new RecordingCaller(client, recorder), sender),
                recorder);
        awaitGood();
    }

    Random random() {
        return random;
    }

    /** What can happen here. */
    List<Fault> possible() {
        return Stream.of(Fault.values())
                .filter(fault -> fault.impediment(cluster).isEmpty())
                .toList();
    }

    /** Why a fault can't happen here; nothing if it can. */
    Optional<String> impediment(Fault fault) {
        return fault.impediment(cluster);
    }

    /**
     * Lets a fault happen, and waits until calls and messages are answered again. If they are not, this is the last one: {@link
     * #notOver} says so. Says whether it came to it.
     */
    boolean inflict(Fault fault, Duration hold) {
        if (isOver()) return false;
        LOG.warn("{}", fault);
        recorder.begin();
        long begin = System.nanoTime();
        long end = begin;
        Optional<String> what = Optional.of(fault.name());
        try {
            what = fault.inflict(cluster, random, hold);
            end = System.nanoTime();
            if (fault == Fault.QUEUE_DELETED) sender.sendAgain();
            awaitGood();
        } catch (ConditionTimeoutException e) {
            LOG.error("not good again after {}", fault, e);
            notOver = fault;
        }
        long good = System.nanoTime();
        // nobody has to start ours again but who killed it
        for (JavaProcess process : cluster.processes())
            if (!process.isAlive()) wrong.add("after " + fault + " " + process.lastWords());
        if (what.isEmpty()) return false;
        table.add(new Noticed(
                what.get(),
                begin,
                good,
                recorder.failures(),
                recorder.calls().longest(),
                recorder.slowestFailure(),
                recorder.slowestLaterFailure(),
                recorder.messages().longest(),
                Duration.ofNanos(good - end)));
        return true;
    }

    /** Lets the customers be for a while. */
    void rest(Duration pause) {
        try {
            if (!isOver()) Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether no fault may follow: it did not become good again, or there is no room for more. */
    boolean isOver() {
        return notOver != null || recorder.isFull();
    }

    /** Whether the history had no room for more, so that the run ended early. */
    boolean isFull() {
        return recorder.isFull();
    }

    /** The fault after which it did not become good again. */
    Optional<Fault> notOver() {
        return Optional.ofNullable(notOver);
    }

    private void awaitGood() {
        await(recorder.calls(), "calls are answered");
        await(recorder.messages(), "messages are answered");
    }

    private void await(Pulse pulse, String what) {
        long enough = pulse.beats() + ANSWERS_OF_A_GOOD_STATE;
        Awaitility.await(what)
                .atMost(GOOD_AGAIN_MAX)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> pulse.beats() >= enough || recorder.isFull());
    }

    /** Sends the customers home, waits for the last answers, and compares everything. */
    List<Finding> finish() throws Exception {
        Objects.requireNonNull(shop, "it was not begun").letOut();
        settle("messages are answered", () -> sender.waiting() == 0 && !hasOverdueReservation());
        // the check can't tell a reservation that nobody ends from one whose time is not over
        if (hasOverdueReservation()) wrong.add("reservations are overdue, and nobody ends them");
        sender.close();
        history.close();
        SharedValues shared = new SharedValues();
        Stored stored = StoredRows.read(cluster.database().jdbcUrl(), shared);
        // reservations go on running out; of what is compared everything is published by then
        settle("signals are published", () -> arePublished(stored.signals()));
        History.Lines lines = History.read(file, shared);
        List<Finding> findings = HistoryChecker.check(lines, stored, drain.events());
        report = table.text(findings, lines.operations()) + stored.orders().size() + " orders\n" + notTried;
        return findings;
    }

    private static void settle(String what, Callable<Boolean> isSettled) {
        try {
            Awaitility.await(what)
                    .atMost(SETTLED_MAX)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(isSettled);
        } catch (ConditionTimeoutException e) {
            // the check says what is missing
            LOG.warn("not settled: {}", e.getMessage());
        }
    }

    private boolean hasOverdueReservation() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(cluster.database().jdbcUrl(), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select exists (select 1 from inventory_orders"
                        + " where status = 'RESERVED' and expires_at < now() - interval '5 seconds')")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private boolean arePublished(List<Signal> signals) {
        Set<String> published = drain.events().stream()
                .filter(event -> event.cause().isEmpty())
                .map(event -> event.isExpiry()
                        ? event.subject()
                        : event.subject() + " " + event.part() + " " + event.answer())
                .collect(Collectors.toSet());
        return signals.stream().allMatch(signal -> published.contains(name(signal)));
    }

    private static String name(Signal signal) {
        return signal.order().isEmpty() ? signal.sku() + " " + signal.version() + " " + signal.kind() : signal.order();
    }

    /** What was asked and answered, and how often. */
    Map<String, Long> counts() {
        return recorder.counts();
    }

    /** Answers that mean a bug, events that cannot be read, processes that ended by themselves, and reservations that never end. */
    List<String> mistakes() {
        List<String> mistakes = counts().keySet().stream()
                .filter(what -> MISTAKES.contains(what.substring(what.lastIndexOf(' ') + 1)))
                .collect(Collectors.toList());
        mistakes.addAll(drain.unreadable());
        mistakes.addAll(wrong);
        return mistakes;
    }

    /** The faults and what came of them, when it is finished. */
    String report() {
        return report;
    }

    @Override
    public void close() {
        if (shop != null) shop.abandon();
        sender.close();
        drain.close();
        client.close();
        cluster.close();
        history.close();
    }
}
