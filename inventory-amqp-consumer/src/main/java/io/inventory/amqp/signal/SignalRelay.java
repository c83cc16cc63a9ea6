package io.inventory.amqp.signal;

import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.ListSignals;
import io.inventory.RefusedException;
import io.inventory.SignalPage;
import io.inventory.UnavailableException;
import io.inventory.amqp.broker.PublishingSession;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.broker.TopologyException;
import io.inventory.amqp.message.OutgoingMessages;
import io.inventory.amqp.message.Printable;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SignalLease;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the signals of an inventory: each at least once, those of one SKU in their order, and a later one of a SKU never
 * before the broker has confirmed the one before. Any number of relays may run on one inventory; the one that has the lease
 * publishes. The position that is kept there moves only over what is confirmed, so that the next one misses nothing.
 *
 * <p>While the broker or the store can't be reached it waits, and lets another relay have the lease. It has a thread of its
 * own, and a connection only while it has the lease.
 */
public final class SignalRelay implements AutoCloseable {
    /** From one look for signals to the next while there are none. */
    static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    /** From one attempt to the next while another relay has the lease. */
    static final Duration STANDBY_INTERVAL = SignalLease.TIME.dividedBy(3);

    static final Duration PAUSE_MIN = Duration.ofMillis(250);
    static final Duration PAUSE_MAX = Duration.ofSeconds(10);

    /** An expiry may have thousands of lines, which are all in memory. */
    private static final int PAGE_SIZE = 200;
    /** How often confirms that do not come, a renewal that is due and a stop are looked for. */
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(100);
    /** How long a stop waits for the confirms of what was sent. */
    private static final Duration STOP_CONFIRMS_MAX = Duration.ofSeconds(2);
    /** How long a stop waits in all: for the store too. */
    private static final Duration STOP_MAX = Duration.ofSeconds(5);
    /** For how long after a line about what fails there is none about the same. */
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private static final String BUG = "a bug";

    private static final Logger LOG = LoggerFactory.getLogger(SignalRelay.class);

    private final SessionSettings settings;
    private final Inventory inventory;
    private final HeldLease lease;
    private final Surroundings surroundings;
    private final Thread thread = new Thread(this::run, "inventory-signals");
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private volatile long position;
    private volatile boolean active;
    private boolean standby;
    private String failing = "";
    private long failureLoggedNanos;

    /** Does nothing before {@link #start}. */
    public SignalRelay(SessionSettings settings, JdbiInventory inventory) {
        this(settings, inventory, SignalLease.of(inventory, "relay"), System::nanoTime);
    }

    /** @param nanoTime in place of the system's, for tests */
    SignalRelay(SessionSettings settings, Inventory inventory, SignalLease lease, LongSupplier nanoTime) {
        this(settings, inventory, ReaderLease.of(lease), Surroundings.of(nanoTime));
    }

    SignalRelay(SessionSettings settings, Inventory inventory, ReaderLease lease, Surroundings surroundings) {
        this.settings = settings;
        this.inventory = inventory;
        this.lease = new HeldLease(lease, surroundings.nanoTime());
        this.surroundings = surroundings;
        thread.setDaemon(true);
    }

    /** Begins; returns at once. To be called once at most. */
    public void start() {
        thread.start();
    }

    /**
     * Publishes nothing further and lets another relay have the lease. Waits for the confirms of what was sent, and for the
     * store, for 5 seconds at most; what is not confirmed then is published again by the next one. If it never began it never will.
     */
    @Override
    public void close() {
        stopping.complete(null);
        try {
            thread.join(STOP_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        surroundings.loop().shutdownNow();
    }

    /** Whether it is the one that publishes. */
    public boolean isActive() {
        return active;
    }

    /** The position up to which it knew all signals to be confirmed, when it last published; 0 if it never did. */
    public long position() {
        return position;
    }

    /** Until it is closed; what {@link #start} does on a thread of its own. */
    void run() {
        Duration pause = PAUSE_MIN;
        try {
            while (!stopping.isDone()) {
                long startNanos = nanoTime();
                try {
                    rest(turn());
                    continue;
                } catch (IOException | TimeoutException | TopologyException | ShutdownSignalException e) {
                    failed("RabbitMQ at " + settings.address() + " fails", e);
                } catch (UnavailableException e) {
                    failed("the inventory does not answer", e);
                } catch (RuntimeException | Error e) {
                    failed(BUG, e);
                }
                if (nanoTime() - startNanos > PAUSE_MAX.toNanos()) pause = PAUSE_MIN;
                rest(pause);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to; the lease is over soon.
            LOG.warn("The relay of signals was interrupted, and ends");
        } finally {
            surroundings.loop().shutdownNow();
        }
    }

    /** Until the stop, at most. */
    private void rest(Duration pause) throws InterruptedException {
        var unused = surroundings.waits().completes(stopping, pause);
    }

    private void failed(String what, Throwable cause) {
        long now = nanoTime();
        boolean known = what.equals(failing) && now - failureLoggedNanos < LOG_INTERVAL.toNanos();
        if (known || stopping.isDone()) return;
        failing = what;
        failureLoggedNanos = now;
        if (what.equals(BUG)) LOG.error("Signals are not published because of a bug, trying again", cause);
        else LOG.warn("Signals are not published, {}; trying again: {}", what, Printable.cause(cause));
    }

    /** Publishes for as long as it has the lease; then says how long to wait before the next turn. */
    private Duration turn() throws IOException, TimeoutException, TopologyException, InterruptedException {
        if (lease.acquire().isEmpty()) return standBy();
        try (PublishingSession session =
                PublishingSession.open(settings, "inventory-consumer, signals", surroundings.loop())) {
            // Connecting may have taken longer than the lease.
            OptionalLong kept = lease.acquire();
            if (kept.isEmpty()) return standBy();
            position = kept.getAsLong();
            standby = false;
            LOG.info("Publishing signals to {}, after position {}", exchange(), position);
            active = true;
            return relay(session) ? Duration.ZERO : standBy();
        } finally {
            active = false;
            // Not before the connection is closed: nothing of this one may be sent any more.
            lease.release();
        }
    }

    private Duration standBy() {
        if (!standby) LOG.info("Another process publishes the signals; this one stands by");
        standby = true;
        return STANDBY_INTERVAL;
    }

    /** Until the stop (true), or until the lease is lost (false). */
    private boolean relay(PublishingSession session) throws IOException, InterruptedException {
        OutgoingMessages messages = new OutgoingMessages(exchange(), Clock.systemUTC(), session.frameBytesMax());
        while (!stopping.isDone()) {
            requireUsable(session);
            if (lease.isDue(position) && !lease.advance(position)) return false;
            SignalPage page = read();
            failing = "";
            if (page.entries().isEmpty()) {
                rest(POLL_INTERVAL);
                continue;
            }
            Publication publication = new Publication(session, messages, lease, page.entries(), position);
            publish(session, publication);
            position = publication.confirmedUpTo();
            if (!lease.advance(position)) return false;
        }
        return true;
    }

    private SignalPage read() {
        try {
            return inventory.execute(new ListSignals(position, PAGE_SIZE));
        } catch (RefusedException e) {
            String pruned = e.ids().get("pruned");
            if (e.reason() != ErrorReason.SIGNALS_PRUNED || pruned == null) throw e;
            long kept = Long.parseLong(pruned);
            lost(kept);
            position = kept;
            var unused = lease.advance(position);
            return new SignalPage(List.of(), kept, kept);
        }
    }

    private void lost(long kept) {
        LOG.error(
                "{} signals, {} to {}, were kept for as long as they are kept and not published:"
                        + " let receivers read the stocks of all SKUs again, and the orders that they wait for."
                        + " Going on with the oldest signal",
                kept - position,
                position + 1,
                kept);
    }

    /** Until all is confirmed, the lease is lost, or a stop has waited for long enough. */
    private void publish(PublishingSession session, Publication publication) throws IOException, InterruptedException {
        publication.start();
        long stopNanos = 0;
        try {
            while (!surroundings.waits().completes(publication.done(), WATCH_INTERVAL)) {
                session.failIfOverdue();
                requireUsable(session);
                long confirmed = publication.confirmedUpTo();
                if (lease.isDue(confirmed) && !lease.advance(confirmed)) return;
                if (!stopping.isDone()) continue;
                if (stopNanos == 0) {
                    stopNanos = nanoTime();
                    publication.stop();
                } else if (nanoTime() - stopNanos > STOP_CONFIRMS_MAX.toNanos()) return;
            }
        } finally {
            publication.end();
        }
    }

    private static void requireUsable(PublishingSession session) throws IOException {
        if (!session.failure().isDone()) return;
        Throwable cause = session.failure().join();
        throw new IOException(Printable.cause(cause), cause);
    }

    private long nanoTime() {
        return surroundings.nanoTime().getAsLong();
    }

    private String exchange() {
        return settings.topology().eventsExchange();
    }
}
