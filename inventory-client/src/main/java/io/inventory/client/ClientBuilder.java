package io.inventory.client;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.inventory.Query;
import io.inventory.credentials.WatchedFiles;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What users see as {@link InventoryClient.Builder}, and how a client is put together of it. Not thread-safe. */
abstract sealed class ClientBuilder permits InventoryClient.Builder {
    private final List<ServerAddress> addresses;
    private final @Nullable Channel channel;
    private final ClientCredentials credentials = new ClientCredentials();
    private final List<ClientInterceptor> interceptors = new ArrayList<>();
    private @Nullable String target;
    private Duration deadline = InventoryClient.DEADLINE_DEFAULT;
    private @Nullable Executor executor;
    private @Nullable MeterRegistry meterRegistry;
    private boolean retries = true;
    private int streams;
    private boolean waitForReady;
    private final Map<Class<?>, UnavailableFallback<?, ?>> fallbacks = new HashMap<>();

    ClientBuilder(List<ServerAddress> addresses, @Nullable Channel channel) {
        this.addresses = addresses;
        this.channel = channel;
    }

    abstract InventoryClient.Builder self();

    /**
     * The servers by a name that gRPC resolves, in place of addresses: {@code dns:///stock.example.com:9090} for all
     * addresses of that name, or what a name resolver of the program's understands.
     *
     * @throws IllegalArgumentException if it is blank
     * @throws IllegalStateException if addresses or a channel were given
     */
    public InventoryClient.Builder target(String target) {
        if (target.isBlank()) throw new IllegalArgumentException("the target is blank");
        if (!addresses.isEmpty() || channel != null)
            throw new IllegalStateException("give a target, addresses or a channel, not two of them");
        this.target = target;
        return self();
    }

    /**
     * Speaks TLS; without it, the connection is in the clear, which is for a server on the same machine.
     *
     * @param tls whom to trust, and what to show
     */
    public InventoryClient.Builder tls(ClientTls tls) {
        credentials.tls(tls);
        return self();
    }

    /**
     * Sends a token with each call, for a server that tells its callers apart by tokens. It needs {@link #tls}, or a channel
     * that is encrypted: over one that is not, calls fail without being sent.
     *
     * @throws IllegalArgumentException if it is no token; the message does not show it
     */
    public InventoryClient.Builder token(String token) {
        credentials.token(token);
        return self();
    }

    /** The same with a token that is alone in a file, which is read again when it changes. */
    public InventoryClient.Builder tokenFile(Path file) {
        credentials.tokenFile(file);
        return self();
    }

    /**
     * How often the files of {@link #tls} and {@link #tokenFile} are looked at; default 10 s. A change that cannot be used is
     * logged, and what was read before stays in use.
     *
     * @throws IllegalArgumentException if it is not 10 ms to 1 h
     */
    public InventoryClient.Builder reloadInterval(Duration interval) {
        credentials.interval(interval);
        return self();
    }

    /**
     * How long a call may take, attempts and pauses included; default 1 s.
     *
     * @throws IllegalArgumentException if it is not 1 ms to {@link InventoryClient#DEADLINE_MAX}
     */
    public InventoryClient.Builder deadline(Duration deadline) {
        if (deadline.compareTo(Duration.ofMillis(1)) < 0 || deadline.compareTo(InventoryClient.DEADLINE_MAX) > 0)
            throw new IllegalArgumentException(
                    "the deadline must be 1 ms to " + InventoryClient.DEADLINE_MAX + ", is " + deadline);
        this.deadline = deadline;
        return self();
    }

    /**
     * Where futures are completed; default a pool of the client's own with at most 32 threads. Continuations may block
     * there, but {@link Executor#execute} itself may not. A future whose task it rejects is completed on the thread that
     * has the answer. {@code Runnable::run} completes all on such threads: the fastest, but then nothing that depends on
     * a future may block. Signal listeners are called there too, but never on the network's threads.
     */
    public InventoryClient.Builder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return self();
    }

    /**
     * Whether calls are sent again within the deadline; default true. Over a channel that somebody else has made, this is
     * about commands on streams and answers that break off alone: other calls are as the channel says.
     */
    public InventoryClient.Builder retries(boolean enabled) {
        this.retries = enabled;
        return self();
    }

    /**
     * Whether calls wait for a connection, within their deadline, where no server can be reached; default false: they are
     * sent again a few times, and fail as soon as that has failed. Waiting is for callers who have the time, as at the
     * start of a program that may be there before its servers.
     */
    public InventoryClient.Builder waitForReady(boolean enabled) {
        this.waitForReady = enabled;
        return self();
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
    public <A, Q extends Query<A>> InventoryClient.Builder whenUnavailable(
            Class<Q> kind, UnavailableFallback<? super Q, ? extends A> fallback) {
        fallbacks.put(Objects.requireNonNull(kind, "kind"), Objects.requireNonNull(fallback, "fallback"));
        return self();
    }

    /**
     * Sends order commands on streams instead of a call each, which takes bulk callers twice as many a second or more;
     * default false. There are as many streams as addresses, or one; see {@link #streams}.
     */
    public InventoryClient.Builder streaming(boolean enabled) {
        streams = enabled ? Math.min(InventoryClient.STREAMS_MAX, Math.max(1, addresses.size())) : 0;
        return self();
    }

    /**
     * Sends order commands on this many streams, which the channel spreads over the servers. The commands of an order are
     * sent one after the other, in the order of their calls: each when the one before it has its answer, has failed or
     * was given up. What was given up may still be carried out, and later than its successor.
     *
     * @throws IllegalArgumentException if it is not 1 to {@link InventoryClient#STREAMS_MAX}
     */
    public InventoryClient.Builder streams(int count) {
        if (count < 1 || count > InventoryClient.STREAMS_MAX)
            throw new IllegalArgumentException(
                    "there must be 1 to " + InventoryClient.STREAMS_MAX + " streams, not " + count);
        streams = count;
        return self();
    }

    /**
     * Sees all calls before they are sent, once each however often gRPC sends them again; added to those given before, the
     * first is called first. A call whose answer broke off is sent once more as another call, which is seen, too. Must not
     * block; a stream is one call.
     */
    public InventoryClient.Builder intercept(ClientInterceptor... interceptors) {
        this.interceptors.addAll(List.of(interceptors));
        return self();
    }

    /**
     * Where requests are counted, by kind and outcome, and measured, and counted how often they were sent again; by default
     * nothing is, and Micrometer is not needed. See docs/observation.md.
     */
    public InventoryClient.Builder meterRegistry(MeterRegistry registry) {
        this.meterRegistry = Objects.requireNonNull(registry, "registry");
        return self();
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
        OwnChannel own = channel == null ? open(files) : null;
        Channel base = own == null ? Objects.requireNonNull(channel) : own.channel();
        Channel measured = metrics == null ? base : ClientInterceptors.intercept(base, metrics.attempts());
        Channel intercepted = ClientInterceptors.interceptForward(
                ClientInterceptors.intercept(measured, authentication), interceptors);
        Connection connection =
                new Connection(intercepted, servers(base), deadline, retries, metrics, addresses.size() > 1);
        return new InventoryClient(
                connection, new Requests(connection, streams, executor, own), new Fallbacks(fallbacks), files);
    }

    private OwnChannel open(WatchedFiles files) {
        String name = target == null ? AddressListResolver.target(addresses) : target;
        return OwnChannel.open(name, credentials.channel(files), retries);
    }

    /** Names the servers where something fails. */
    private String servers(Channel base) {
        if (target != null) return target;
        return addresses.isEmpty()
                ? base.authority()
                : addresses.stream().map(ServerAddress::toString).collect(Collectors.joining(", "));
    }
}
