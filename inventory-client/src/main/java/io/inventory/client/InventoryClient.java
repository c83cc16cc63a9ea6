package io.inventory.client;

import io.grpc.Channel;
import io.inventory.ImportChunk;
import io.inventory.ImportId;
import io.inventory.ImportItem;
import io.inventory.ImportResult;
import io.inventory.ImportSummary;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.PageToken;
import io.inventory.Request;
import io.inventory.Stock;
import io.inventory.UnavailableException;
import io.inventory.VerifyLedger;
import io.inventory.credentials.WatchedFiles;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An inventory at the other end of a gRPC channel.
 *
 * <p>Every call has a deadline (default {@link #DEADLINE_DEFAULT}). Within it, what may succeed when it is sent again (a
 * server that cannot be reached, is stopping or overloaded) is sent again, up to {@link #ATTEMPTS_MAX} times in all and at
 * the pace that the server asks for; that is safe, because every command is idempotent. Given several addresses, or a
 * name that stands for several, calls go to the servers in turn, and around those that are down.
 *
 * <p>Failures are the exceptions that the inventory itself throws, with their ids and field names; an internal error has
 * the correlation id under which the server's log has it. When nothing answers within the deadline it is an {@link
 * UnavailableException} whose message begins with "inventory service unavailable" and names the servers. Malformed requests
 * cannot be made, and requests over {@link #REQUEST_BYTES_MAX} are not sent. A request that is larger than the server or a
 * proxy takes is an {@link io.inventory.InvalidRequestException}; an answer that is larger than this client takes is an
 * {@link io.inventory.InternalErrorException}. Neither is worth a retry.
 *
 * <p>Thread-safe; one client a process is enough. The connection is made with the first call. {@link #execute} and {@link
 * #close} block, within limits; nothing else does. Nothing is null, neither what is given nor what is answered. Futures are
 * completed on {@link Builder#executor}, whose threads continuations may block; calls need none of them.
 */
public final class InventoryClient implements Inventory {
    /** How long a call may take where the caller says nothing else. */
    public static final Duration DEADLINE_DEFAULT = Duration.ofSeconds(1);
    /** The longest time that a call may be given. */
    public static final Duration DEADLINE_MAX = Duration.ofHours(1);
    /**
     * The most times that a call is sent. One whose answer broke off is sent once more as another call, and a command whose stream
     * broke for a reason that may last is sent as a call then: up to this many times again.
     */
    public static final int ATTEMPTS_MAX = 4;
    /** The largest request, in bytes; no valid request is that large. */
    public static final int REQUEST_BYTES_MAX = 2 << 20;
    /** The largest answer, in bytes; no page of a listing is that large. */
    public static final int RESPONSE_BYTES_MAX = 16 << 20;
    /** How many calls may be under way at once; one more is refused at once, which keeps the others within their deadline. */
    public static final int CALLS_MAX = 4_000;
    /** The most streams of a client. */
    public static final int STREAMS_MAX = 64;
    /** How many rows a verification reads a second where nothing else is said. */
    public static final int ENTRIES_PER_SECOND_DEFAULT = 10_000;
    /** The most subscriptions of a client that are open, or whose listener has not returned yet. */
    public static final int SUBSCRIPTIONS_MAX = 100;
    /** The most exports of a client that are open. */
    public static final int EXPORTS_MAX = 8;

    /**
     * How long after a server has come back it is tried again at the latest; meanwhile the others are asked. It holds for the
     * client's own channels.
     */
    public static final Duration RECONNECT_MAX = Duration.ofSeconds(2);

    /**
     * How long a connection may take to come about before the attempt has failed. A host that drops packets answers nothing. It holds
     * for the client's own channels.
     */
    public static final Duration CONNECT_MAX = Duration.ofSeconds(2);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final Duration WAIT_MORE = Duration.ofMillis(500);

    /** The network thread itself wakes the caller: that runs no code of the caller's, and spares a change of threads. */
    static final Executor BLOCKING = Runnable::run;

    private final Connection connection;
    private final Requests requests;
    private final Inventory ownLoops;
    private final Fallbacks fallbacks;
    private final WatchedFiles files;

    InventoryClient(Connection connection, Requests requests, Fallbacks fallbacks, WatchedFiles files) {
        this.connection = connection;
        this.requests = requests;
        this.ownLoops = new OwnLoops(this, requests);
        this.fallbacks = fallbacks;
        this.files = files;
    }

    /**
     * A client with all defaults; connects with the first call.
     *
     * @param addresses {@code host:port} each; without a port it is 9090
     * @throws IllegalArgumentException if there is none, or one is malformed
     */
    public static InventoryClient connect(String... addresses) {
        if (addresses.length == 0) throw new IllegalArgumentException("give at least one address");
        return builder(addresses).build();
    }

    /**
     * A client with all defaults over a channel that somebody else has made and closes: with TLS, credentials, tracing. What
     * else the channel is to do is up to its maker too: retries and balancing come from {@link #serviceConfig}, and an
     * answer may have {@link #RESPONSE_BYTES_MAX}, where gRPC's default is 4 MiB.
     */
    public static InventoryClient over(Channel channel) {
        return builder(channel).build();
    }

    /**
     * A client to be configured.
     *
     * @param addresses {@code host:port} each; without a port it is 9090; none where {@link Builder#target} follows
     * @throws IllegalArgumentException if one is malformed
     */
    public static Builder builder(String... addresses) {
        return new Builder(Arrays.stream(addresses).map(ServerAddress::parse).toList(), null);
    }

    /** A client to be configured, {@linkplain #over over} a channel that somebody else has made and closes. */
    public static Builder builder(Channel channel) {
        return new Builder(List.of(), Objects.requireNonNull(channel, "channel"));
    }

    /**
     * How the client's own channels balance calls and send them again, for {@link
     * io.grpc.ManagedChannelBuilder#defaultServiceConfig} of a channel that is made elsewhere.
     */
    public static Map<String, ?> serviceConfig() {
        return RetryPolicy.serviceConfig("round_robin");
    }

    /**
     * Blocks for the deadline at most; half a second longer where the network's own threads are blocked. An interrupt gives
     * the call up. May be called on the executor's threads, also on all of them at once.
     */
    @Override
    public <A> A execute(Request<A> request) {
        return await(request, requests.submit(request, BLOCKING));
    }

    /** Waits for the answer to a request that was sent, as {@link #execute} does. */
    <A> A await(Request<A> request, CompletableFuture<A> answer) {
        try {
            return await(answer);
        } catch (UnavailableException e) {
            if (Thread.currentThread().isInterrupted()) throw e;
            return fallbacks.answer(request, e);
        }
    }

    private <A> A await(CompletableFuture<A> answer) {
        try {
            return answer.get(connection.deadline().plus(WAIT_MORE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw UnavailableException.unavailable("interrupted while waiting for " + connection.servers(), e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new CallFailures(connection.servers(), connection.deadline()).noAnswer(null);
        } catch (ExecutionException e) {
            // The trace of the network thread says nothing; the caller's does.
            throw (InventoryException) Objects.requireNonNull(e.getCause()).fillInStackTrace();
        }
    }

    /**
     * Sends a request without blocking. The future is completed on {@link Builder#executor}, within the deadline if that has
     * a free thread. Cancelling it, or completing it otherwise, gives the call up: what the server has not begun, it does not
     * begin.
     */
    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        return fallbacks.answer(request, requests.submit(request));
    }

    /**
     * The same with a deadline of its own, if that is earlier than {@link Builder#deadline}; the server knows of it. It is sent as
     * a call, also where commands go on streams.
     */
    @Override
    public <A> CompletableFuture<A> submit(Request<A> request, Duration beginWithin) {
        if (beginWithin.isNegative() || beginWithin.isZero()) return Inventory.super.submit(request, beginWithin);
        if (beginWithin.compareTo(connection.deadline()) >= 0) return submit(request);
        return fallbacks.answer(request, requests.submit(request, beginWithin));
    }

    /**
     * Sends a chunk of an import, as {@link #submit(Request)} sends a request, but with 10 s where {@link Builder#deadline} is less. Needs
     * the role of an operator, whom the server names in the ledger.
     */
    @Override
    public CompletableFuture<List<ImportResult>> submit(ImportChunk chunk) {
        return requests.submit(chunk);
    }

    /** {@inheritDoc} May be called on the executor's threads, also on all of them at once. */
    @Override
    public ImportSummary importStocks(
            ImportId importId, Iterator<? extends ImportItem> items, Consumer<? super ImportResult> results) {
        return ownLoops.importStocks(importId, items, results);
    }

    /** {@inheritDoc} May be read on the executor's threads, also on all of them at once. */
    @Override
    public Stream<Stock> exportStocks() {
        return ownLoops.exportStocks();
    }

    /** How many queries were answered by {@link Builder#whenUnavailable} so far. */
    public long fallbackAnswers() {
        return fallbacks.given();
    }

    /**
     * Watches signals: calls {@code listener} with each that happens after {@code begin}, in their order, until the
     * subscription is closed, fails or the client is closed. Returns at once, and does not block.
     *
     * <p>The listener may block, and call {@link #execute}. It is called on {@link Builder#executor}, if one was given: who
     * blocks all threads of that in listeners holds up the futures of {@link #submit}. Otherwise, and where that rejects the
     * call or would make it on the network's own thread, it is called on a thread that only listeners have: up to {@link
     * #SUBSCRIPTIONS_MAX} may block and hold up nothing else.
     *
     * @throws UnavailableException if the client is closed, or OVERLOADED if it has {@link #SUBSCRIPTIONS_MAX} subscriptions
     */
    public SignalSubscription watchSignals(SignalBegin begin, SignalListener listener) {
        return requests.watch(Objects.requireNonNull(begin, "begin"), Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Verifies all that is stored, part by part: see {@link VerifyLedger}. Returns at once; the parts are read as they are taken from
     * what it returns, which is to be closed. Needs the role of an operator.
     *
     * @param after the token of a part that was verified before, or empty to begin with the first
     * @param entriesPerSecond how many rows the server reads a second at most, 1 to 1,000,000; {@link #ENTRIES_PER_SECOND_DEFAULT} is
     *     what a store with other things to do hardly notices
     */
    public LedgerVerification verifyLedger(Optional<PageToken> after, int entriesPerSecond) {
        return requests.verify(after, entriesPerSecond);
    }

    /** The same from the begin, at {@link #ENTRIES_PER_SECOND_DEFAULT}. */
    public LedgerVerification verifyLedger() {
        return verifyLedger(Optional.empty(), ENTRIES_PER_SECOND_DEFAULT);
    }

    /**
     * Whether the server refuses commands. Blocks as {@link #execute} does, and fails as that does. Where {@link Builder#target}, a
     * channel or an address's name leads to several servers, any one of them answers: give a client the address of one.
     *
     * @throws IllegalStateException if the client has several addresses: this is about one server
     */
    public ServerStatus serverStatus() {
        return await(requests.ofServer().status(BLOCKING));
    }

    /**
     * Has the server answer queries alone, until it is {@linkplain #liftReadOnly told otherwise} or started again: it refuses commands
     * with {@link io.inventory.ErrorReason#READ_ONLY}. What it took before is carried out. Other servers on the same database go on.
     * Blocks as {@link #execute} does, and fails as that does; when it is repeated only the reason changes. Needs the role of an
     * operator. Where {@link Builder#target}, a channel or an address's name leads to several servers, it reaches any one of them, and
     * the next call another: give a client the address of one.
     *
     * @param reason the operator's own words, which those who are refused are told: 1 to 256 code points
     * @throws io.inventory.InvalidRequestException if the reason is empty, too long or has control characters
     * @throws IllegalStateException if the client has several addresses: this is about one server
     */
    public ServerStatus setReadOnly(String reason) {
        return await(requests.ofServer().setReadOnly(true, reason, BLOCKING));
    }

    /** Has the server take commands again; otherwise like {@link #setReadOnly}. */
    public ServerStatus liftReadOnly() {
        return await(requests.ofServer().setReadOnly(false, "", BLOCKING));
    }

    /**
     * Refuses calls from now on, ends subscriptions, waits for those under way for 5 s at most, fails the rest, and closes the connections
     * (not a channel that somebody else has made). Then every future is done: what the executor has no thread for within a
     * second is completed on another thread. Does not wait for continuations. An interrupt ends the wait for answers.
     */
    @Override
    public void close() {
        close(CLOSE_MAX);
    }

    void close(Duration limit) {
        try {
            requests.close(limit);
        } finally {
            files.close();
        }
    }

    /** The settings of a client; each has a default. Not thread-safe. */
    public static final class Builder extends ClientBuilder {
        private Builder(List<ServerAddress> addresses, @Nullable Channel channel) {
            super(addresses, channel);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
