package io.inventory.client;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Query;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.credentials.WatchedFiles;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
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
     * The most times that a call is sent. A command whose stream broke for a reason that may last is sent as a call then, up to
     * this many times again.
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
    /** The most subscriptions of a client that are open, or whose listener has not returned yet. */
    public static final int SUBSCRIPTIONS_MAX = 100;

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final Duration WAIT_MORE = Duration.ofMillis(500);

    /** The network thread itself wakes the caller: that runs no code of the caller's, and spares a change of threads. */
    private static final Executor BLOCKING = Runnable::run;

    private final Connection connection;
    private final Requests requests;
    private final Fallbacks fallbacks;
    private final WatchedFiles files;

    private InventoryClient(Connection connection, Requests requests, Fallbacks fallbacks, WatchedFiles files) {
        this.connection = connection;
        this.requests = requests;
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
        return RetryPolicy.serviceConfig();
    }

    /**
     * Blocks for the deadline at most; half a second longer where the network's own threads are blocked. An interrupt gives
     * the call up. May be called on the executor's threads, also on all of them at once.
     */
    @Override
    public <A> A execute(Request<A> request) {
        try {
            return call(request);
        } catch (UnavailableException e) {
            if (Thread.currentThread().isInterrupted()) throw e;
            return fallbacks.answer(request, e);
        }
    }

    private <A> A call(Request<A> request) {
        CompletableFuture<A> answer = requests.submit(request, BLOCKING);
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
    public static final class Builder {
        private final List<ServerAddress> addresses;
        private final @Nullable Channel channel;
        private final ClientCredentials credentials = new ClientCredentials();
        private final List<ClientInterceptor> interceptors = new ArrayList<>();
        private @Nullable String target;
        private Duration deadline = DEADLINE_DEFAULT;
        private @Nullable Executor executor;
        private @Nullable MeterRegistry meterRegistry;
        private boolean retries = true;
        private int streams;
        private boolean waitForReady;
        private final Map<Class<?>, UnavailableFallback<?, ?>> fallbacks = new HashMap<>();

        private Builder(List<ServerAddress> addresses, @Nullable Channel channel) {
            this.addresses = addresses;
            this.channel = channel;
        }

        /**
         * The servers by a name that gRPC resolves, in place of addresses: {@code dns:///stock.example.com:9090} for all
         * addresses of that name, or what a name resolver of the program's understands.
         *
         * @throws IllegalArgumentException if it is blank
         * @throws IllegalStateException if addresses or a channel were given
         */
        public Builder target(String target) {
            if (target.isBlank()) throw new IllegalArgumentException("the target is blank");
            if (!addresses.isEmpty() || channel != null)
                throw new IllegalStateException("give a target, addresses or a channel, not two of them");
            this.target = target;
            return this;
        }

        /**
         * Speaks TLS; without it, the connection is in the clear, which is for a server on the same machine.
         *
         * @param tls whom to trust, and what to show
         */
        public Builder tls(ClientTls tls) {
            credentials.tls(tls);
            return this;
        }

        /**
         * Sends a token with each call, for a server that tells its callers apart by tokens. It needs {@link #tls}, or a channel
         * that is encrypted: over one that is not, calls fail without being sent.
         *
         * @throws IllegalArgumentException if it is no token; the message does not show it
         */
        public Builder token(String token) {
            credentials.token(token);
            return this;
        }

        /** The same with a token that is alone in a file, which is read again when it changes. */
        public Builder tokenFile(Path file) {
            credentials.tokenFile(file);
            return this;
        }

        /**
         * How often the files of {@link #tls} and {@link #tokenFile} are looked at; default 10 s. A change that cannot be used is
         * logged, and what was read before stays in use.
         *
         * @throws IllegalArgumentException if it is not 10 ms to 1 h
         */
        public Builder reloadInterval(Duration interval) {
            credentials.interval(interval);
            return this;
        }

        /**
         * How long a call may take, attempts and pauses included; default 1 s.
         *
         * @throws IllegalArgumentException if it is not 1 ms to {@link #DEADLINE_MAX}
         */
        public Builder deadline(Duration deadline) {
            if (deadline.compareTo(Duration.ofMillis(1)) < 0 || deadline.compareTo(DEADLINE_MAX) > 0)
                throw new IllegalArgumentException("the deadline must be 1 ms to " + DEADLINE_MAX + ", is " + deadline);
            this.deadline = deadline;
            return this;
        }

        /**
         * Where futures are completed; default a pool of the client's own with at most 32 threads. Continuations may block
         * there, but {@link Executor#execute} itself may not. A future whose task it rejects is completed on the thread that
         * has the answer. {@code Runnable::run} completes all on such threads: the fastest, but then nothing that depends on
         * a future may block. Signal listeners are called there too, but never on the network's threads.
         */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Whether calls are sent again within the deadline; default true. Over a channel that somebody else has made, this is
         * about commands on streams alone: other calls are as the channel says.
         */
        public Builder retries(boolean enabled) {
            this.retries = enabled;
            return this;
        }

        /**
         * Whether calls wait for a connection, within their deadline, where no server can be reached; default false: they are
         * sent again a few times, and fail as soon as that has failed. Waiting is for callers who have the time, as at the
         * start of a program that may be there before its servers.
         */
        public Builder waitForReady(boolean enabled) {
            this.waitForReady = enabled;
            return this;
        }

        /**
         * What to answer to a kind of query where no server does, or all are overloaded. Without it such a query fails, and
         * nothing is assumed to be in stock. It is about queries alone: a command may have been carried out all the same, and only
         * the answer to its repetition says so.
         *
         * <pre>{@code
         * builder.whenUnavailable(CheckStock.class, (check, failure) -> lastKnown(check))
         * }</pre>
         *
         * <p>Such answers are counted ({@link InventoryClient#fallbackAnswers}), and logged once a minute at most. A fallback that throws
         * leaves the call to fail. Of two for one kind the later holds.
         *
         * @param kind the query's class
         * @param fallback called on the calling thread for {@link InventoryClient#execute}, else where the future is completed
         */
        public <A, Q extends Query<A>> Builder whenUnavailable(
                Class<Q> kind, UnavailableFallback<? super Q, ? extends A> fallback) {
            fallbacks.put(Objects.requireNonNull(kind, "kind"), Objects.requireNonNull(fallback, "fallback"));
            return this;
        }

        /**
         * Sends order commands on streams instead of a call each, which takes bulk callers twice as many a second or more;
         * default false. There are as many streams as addresses, or one; see {@link #streams}.
         */
        public Builder streaming(boolean enabled) {
            streams = enabled ? Math.min(STREAMS_MAX, Math.max(1, addresses.size())) : 0;
            return this;
        }

        /**
         * Sends order commands on this many streams, which the channel spreads over the servers. The commands of an order are
         * sent one after the other, in the order of their calls: each when the one before it has its answer, has failed or
         * was given up. What was given up may still be carried out, and later than its successor.
         *
         * @throws IllegalArgumentException if it is not 1 to {@link #STREAMS_MAX}
         */
        public Builder streams(int count) {
            if (count < 1 || count > STREAMS_MAX)
                throw new IllegalArgumentException("there must be 1 to " + STREAMS_MAX + " streams, not " + count);
            streams = count;
            return this;
        }

        /**
         * Sees all calls before they are sent, once each however often they are sent again; added to those given before, the
         * first is called first. Must not block; a stream is one call.
         */
        public Builder intercept(ClientInterceptor... interceptors) {
            this.interceptors.addAll(List.of(interceptors));
            return this;
        }

        /**
         * Where requests are counted, by kind and outcome, and measured, and counted how often they were sent again; by default
         * nothing is, and Micrometer is not needed. See docs/observation.md.
         */
        public Builder meterRegistry(MeterRegistry registry) {
            this.meterRegistry = Objects.requireNonNull(registry, "registry");
            return this;
        }

        /**
         * Makes the client; connects with its first call.
         *
         * @throws IllegalStateException if neither addresses nor a target nor a channel were given, or a token without TLS
         * @throws IllegalArgumentException if no name resolver understands the target, or a file cannot be used
         */
        public InventoryClient build() {
            if (channel == null && target == null && addresses.isEmpty())
                throw new IllegalStateException("give an address, a target or a channel");
            credentials.check(channel != null);
            WatchedFiles files = credentials.files();
            try {
                return build(files);
            } catch (RuntimeException e) {
                files.close();
                throw e;
            }
        }

        private InventoryClient build(WatchedFiles files) {
            List<ClientInterceptor> authentication = new ArrayList<>(credentials.interceptors(files));
            if (waitForReady) authentication.add(new WaitForReady());
            // before the channel, because a registry may refuse
            ClientMetrics metrics = meterRegistry == null ? null : new ClientMetrics(meterRegistry);
            ManagedChannel own = channel == null ? open(files) : null;
            Channel base = own == null ? Objects.requireNonNull(channel) : own;
            Channel measured = metrics == null ? base : ClientInterceptors.intercept(base, metrics.attempts());
            Channel intercepted = ClientInterceptors.interceptForward(
                    ClientInterceptors.intercept(measured, authentication), interceptors);
            Connection connection = new Connection(intercepted, servers(base), deadline, retries, metrics);
            return new InventoryClient(
                    connection, new Requests(connection, streams, executor, own), new Fallbacks(fallbacks), files);
        }

        private ManagedChannel open(WatchedFiles files) {
            String name = target == null ? AddressListResolver.target(addresses) : target;
            return Channels.open(name, credentials.channel(files), retries);
        }

        /** Names the servers where something fails. */
        private String servers(Channel base) {
            if (target != null) return target;
            return addresses.isEmpty()
                    ? base.authority()
                    : addresses.stream().map(ServerAddress::toString).collect(Collectors.joining(", "));
        }
    }
}
