package io.inventory.examples.faults;

import io.inventory.client.InventoryClient;
import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.check.HistoryChecker;
import io.inventory.examples.faults.cluster.Cluster;
import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.History;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
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
    private final Catalog catalog;
    private final SplittableRandom customers;
    private @Nullable Shop shop;
    private final FaultTable table = new FaultTable();
    private int orders;
    private @Nullable Fault notOver;

    /** Starts the processes. */
    FaultRun(Path folder, long seed, Catalog catalog) {
        this.catalog = catalog;
        random = new Random(seed);
        customers = new SplittableRandom(seed);
        file = folder.resolve("history");
        cluster = Cluster.start(folder, Boolean.getBoolean("inventory.faults.disk"));
        history = History.write(file);
        recorder = new Recorder(history);
        client = cluster.client();
        sender = new RecordingSender(cluster.broker().uri(), recorder);
        drain = new EventDrain(cluster.broker().uri(), sender);
    }

    /** Lets the customers in, and waits until they are served. */
    void begin() throws IOException {
        drain.begin();
        shop = Shop.open(catalog, customers, new RecordingCaller(client, recorder), sender, recorder);
        awaitGood();
    }

    Random random() {
        return random;
    }

    /** What can happen here. */
    List<Fault> possible() {
        return Stream.of(Fault.values())
                .filter(fault -> fault.isPossible(cluster))
                .toList();
    }

    /**
     * Lets a fault happen, and waits until calls and messages are answered again. If they are not, this is the last one: {@link
     * #notOver} says so.
     */
    void inflict(Fault fault, Duration hold) {
        if (notOver != null) return;
        LOG.warn("{}", fault);
        recorder.begin();
        fault.inflict(cluster, random, hold);
        if (fault == Fault.QUEUE_DELETED) sender.sendAgain();
        try {
            awaitGood();
        } catch (ConditionTimeoutException e) {
            notOver = fault;
        }
        table.add(fault, recorder);
    }

    /** The fault after which it did not become good again. */
    Optional<Fault> notOver() {
        return Optional.ofNullable(notOver);
    }

    private void awaitGood() {
        await(recorder.calls(), "calls are answered");
        await(recorder.messages(), "messages are answered");
    }

    private static void await(Pulse pulse, String what) {
        long enough = pulse.beats() + ANSWERS_OF_A_GOOD_STATE;
        Awaitility.await(what)
                .atMost(GOOD_AGAIN_MAX)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> pulse.beats() >= enough);
    }

    /** Sends the customers home, waits for the last answers, and compares everything. */
    List<Finding> finish() throws Exception {
        Objects.requireNonNull(shop, "it was not begun").letOut();
        settle();
        sender.close();
        history.close();
        Stored stored = StoredRows.read(cluster.database().jdbcUrl());
        List<Event> events = drain.events();
        orders = stored.orders().size();
        return HistoryChecker.check(History.read(file), stored, events);
    }

    private void settle() {
        try {
            Awaitility.await()
                    .atMost(SETTLED_MAX)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(() -> sender.waiting() == 0 && !hasOverdueReservation() && areSignalsPublished());
        } catch (ConditionTimeoutException e) {
            // the check says what is missing
            LOG.warn("not settled: {} messages have no answer", sender.waiting());
        }
    }

    private boolean hasOverdueReservation() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(cluster.database().jdbcUrl(), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select exists (select 1 from inventory_orders"
                        + " where status = 'RESERVED' and expires_at < now() + interval '1 minute')")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private boolean areSignalsPublished() throws SQLException {
        Set<String> published = drain.events().stream()
                .filter(event -> event.cause().isEmpty())
                .map(event -> event.isExpiry()
                        ? event.subject()
                        : event.subject() + " " + event.part() + " " + event.answer())
                .collect(Collectors.toSet());
        return StoredRows.read(cluster.database().jdbcUrl()).signals().stream()
                .allMatch(signal -> published.contains(name(signal)));
    }

    private static String name(Signal signal) {
        return signal.order().isEmpty() ? signal.sku() + " " + signal.version() + " " + signal.kind() : signal.order();
    }

    /** What was asked and answered, and how often. */
    Map<String, Long> counts() {
        return recorder.counts();
    }

    /** Answers that mean a bug, and events that cannot be read. */
    List<String> mistakes() {
        List<String> mistakes = counts().keySet().stream()
                .filter(what -> MISTAKES.contains(what.substring(what.lastIndexOf(' ') + 1)))
                .collect(Collectors.toList());
        mistakes.addAll(drain.unreadable());
        return mistakes;
    }

    /** The faults and what came of them. */
    String table(List<Finding> findings) {
        return table.text(findings) + orders + " orders\n";
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
