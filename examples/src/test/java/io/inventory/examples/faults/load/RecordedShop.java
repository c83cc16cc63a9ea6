package io.inventory.examples.faults.load;

import io.inventory.InventoryException;
import io.inventory.LedgerFinding;
import io.inventory.client.InventoryClient;
import io.inventory.client.LedgerVerification;
import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.check.HistoryChecker;
import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.SharedValues;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Signal;
import io.inventory.examples.faults.history.StoredRows;
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
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Customers of an inventory, what they are told, and whether that is true when all is over. Not thread-safe. */
public final class RecordedShop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordedShop.class);
    /** Within this everything works again after a fault has ended. */
    private static final Duration GOOD_AGAIN_MAX = Duration.ofSeconds(90);
    /** Within this all messages are answered after the customers have left: it has the longest pause between two retries in it. */
    private static final Duration SETTLED_MAX = Duration.ofSeconds(90);

    private static final int ANSWERS_OF_A_GOOD_STATE = 3;
    /** As fast as it can: nobody else is there any more. */
    private static final int ROWS_PER_SECOND = 1_000_000;
    /** What nobody should be told, whatever fails. */
    private static final Set<String> MISTAKES =
            Set.of("INTERNAL", "INVALID_ARGUMENT", "ORDER_MISMATCH", "REQUEST_MISMATCH", "SKU_NOT_FOUND");

    private final Path file;
    private final Ways ways;
    private final History history;
    private final Recorder recorder;
    private final RecordingSender sender;
    private final EventDrain drain;
    private final List<String> contradictions = new ArrayList<>();
    private @Nullable Shop shop;
    private boolean isOverdue;

    /**
     * How the inventory is reached.
     *
     * @param jdbcUrl its database, for the check
     * @param brokerUri where messages are sent to and events come from
     * @param client of its servers; closed with the shop
     */
    public record Ways(String jdbcUrl, String brokerUri, InventoryClient client) {}

    /**
     * What came of it.
     *
     * @param findings what is not as promised
     * @param operations what was asked and answered
     * @param orders how many there are
     */
    public record Outcome(List<Finding> findings, List<Operation> operations, int orders) {}

    /** One that is yet to be opened, with its history in a folder. */
    public RecordedShop(Path folder, Ways ways) {
        this.ways = ways;
        file = folder.resolve("history");
        history = History.write(file);
        recorder = new Recorder(history);
        sender = new RecordingSender(ways.brokerUri, recorder);
        drain = new EventDrain(ways.brokerUri, sender, folder.resolve("events"));
    }

    /** Lets the customers in, and waits until they are served. */
    public void open(Catalog catalog, Shop.Crowd crowd) {
        Awaitility.await("the queue of events is there")
                .atMost(GOOD_AGAIN_MAX)
                // three nodes that have just met may need longer for a queue than the link waits
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    drain.begin();
                    return true;
                });
        shop = Shop.open(catalog, crowd, new Shop.Ways(new RecordingCaller(ways.client, recorder), sender), recorder);
        awaitGood();
    }

    /** What is noticed of faults. */
    public Recorder recorder() {
        return recorder;
    }

    /**
     * Waits until calls and messages are answered again.
     *
     * @throws ConditionTimeoutException if they are not
     */
    public void awaitGood() {
        await(recorder.calls(), "calls are answered");
        await(recorder.messages(), "messages are answered");
    }

    /** Sends all messages again that have no answer: the queue that had them is gone. */
    public void sendAgain() {
        sender.sendAgain();
    }

    private void await(Pulse pulse, String what) {
        long enough = pulse.beats() + ANSWERS_OF_A_GOOD_STATE;
        Awaitility.await(what)
                .atMost(GOOD_AGAIN_MAX)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> pulse.beats() >= enough || recorder.isFull());
    }

    /** Compares everything, when the customers are {@linkplain #letOut gone}. */
    public Outcome check() throws SQLException {
        verify();
        SharedValues shared = new SharedValues();
        Stored stored = StoredRows.read(ways.jdbcUrl, shared);
        // reservations go on running out; of what is compared everything is published by then
        settle("signals are published", () -> arePublished(stored.signals()));
        History.Lines told = told(shared);
        List<Finding> findings = HistoryChecker.check(told, stored, drain.events());
        return new Outcome(findings, told.operations(), stored.orders().size());
    }

    /** Asks the inventory, too, whether what is stored agrees. */
    private void verify() {
        try (LedgerVerification parts = ways.client.verifyLedger(Optional.empty(), ROWS_PER_SECOND)) {
            while (parts.hasNext())
                for (LedgerFinding finding : parts.next().findings()) contradictions.add("VerifyLedger: " + finding);
        } catch (InventoryException e) {
            // no server is there any more; what was told is compared all the same
            contradictions.add("VerifyLedger did not come to its end: " + e);
        }
    }

    /** Sends the customers home, and waits for the last answers. */
    public void letOut() throws Exception {
        Objects.requireNonNull(shop, "it was not opened").letOut();
        // one that runs out while the tables are compared would be taken for a mistake
        settle(
                "messages are answered, and short reservations are over",
                () -> sender.waiting() == 0 && !hasReservationUntil("now() + interval '1 minute'"));
        // the check can't tell a reservation that nobody ends from one whose time is not over
        isOverdue = hasReservationUntil("now() - interval '5 seconds'");
        sender.close();
        history.close();
    }

    /** What everybody was told, when they are {@linkplain #letOut gone}. */
    public History.Lines told(SharedValues shared) {
        return History.read(file, shared);
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

    private boolean hasReservationUntil(String moment) throws SQLException {
        try (Connection connection = DriverManager.getConnection(ways.jdbcUrl, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select exists (select 1 from inventory_orders"
                        + " where status = 'RESERVED' and expires_at < " + moment + ")")) {
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

    /** What was asked and answered, and how often, a line each. */
    public String counts() {
        StringBuilder lines = new StringBuilder();
        recorder.counts()
                .forEach((what, count) ->
                        lines.append(what).append(": ").append(count).append('\n'));
        return lines.toString();
    }

    /** Answers that mean a bug, events that cannot be read, what the inventory itself finds, and reservations that never end. */
    public List<String> mistakes() {
        Map<String, Long> counts = recorder.counts();
        List<String> mistakes = counts.keySet().stream()
                .filter(what -> MISTAKES.contains(what.substring(what.lastIndexOf(' ') + 1)))
                .collect(Collectors.toList());
        mistakes.addAll(drain.unreadable());
        mistakes.addAll(contradictions);
        if (isOverdue) mistakes.add("reservations are overdue, and nobody ends them");
        return mistakes;
    }

    @Override
    public void close() {
        if (shop != null) shop.abandon();
        sender.close();
        drain.close();
        ways.client.close();
        history.close();
    }
}
