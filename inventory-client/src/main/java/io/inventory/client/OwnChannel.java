package io.inventory.client;

import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A channel that the client has made, and closes. It balances, retries, notices dead connections, and tries servers that are
 * away every {@link InventoryClient#RECONNECT_MAX}: gRPC's own pauses grow to two minutes, in which a server that has come back
 * would get no calls, and cannot be set. Names are looked up with each such attempt, and now and then while all servers are
 * there, for those that were added. Thread-safe.
 */
final class OwnChannel {
    /** gRPC's floor; a server must permit it. */
    private static final int KEEPALIVE_SECONDS = 10;

    private static final int KEEPALIVE_TIMEOUT_SECONDS = 3;
    private static final int METADATA_BYTES_MAX = 64 << 10;
    /** How many times {@link InventoryClient#RECONNECT_MAX} pass between look-ups while no server is away: Java's names last as long. */
    private static final int INTERVALS_A_LOOK_UP = 15;

    private final ManagedChannel channel;
    private final WatchedRoundRobin balancer;
    private int intervals;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "inventory-client-reconnection");
        thread.setDaemon(true);
        return thread;
    });

    private OwnChannel(ManagedChannel channel, WatchedRoundRobin balancer) {
        this.channel = channel;
        this.balancer = balancer;
        long millis = InventoryClient.RECONNECT_MAX.toMillis();
        var unused = timer.scheduleWithFixedDelay(this::tryServersThatAreAway, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** @throws IllegalArgumentException if nothing can resolve the target */
    static OwnChannel open(String target, ChannelCredentials credentials, boolean retries) {
        WatchedRoundRobin balancer = new WatchedRoundRobin();
        NettyChannelBuilder channel = NettyChannelBuilder.forTarget(target, credentials)
                .defaultServiceConfig(RetryPolicy.serviceConfig(balancer.getPolicyName()))
                .withOption(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(InventoryClient.CONNECT_MAX.toMillis()))
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                // a balancer on the way forgets connections that are silent, and tells nobody
                .keepAliveWithoutCalls(true)
                .maxInboundMessageSize(InventoryClient.RESPONSE_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                // A request is kept for its retries as a whole.
                .perRpcBufferLimit(InventoryClient.REQUEST_BYTES_MAX)
                .userAgent("inventory-client-java");
        if (retries) channel.enableRetry();
        else channel.disableRetry();
        // before, because the channel looks for it at once
        LoadBalancerRegistry.getDefaultRegistry().register(balancer);
        try {
            return new OwnChannel(channel.build(), balancer);
        } catch (RuntimeException e) {
            LoadBalancerRegistry.getDefaultRegistry().deregister(balancer);
            throw e;
        }
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Not of the channel as a whole: one server of several may be away while the others are asked. */
    private void tryServersThatAreAway() {
        try {
            intervals++;
            if (intervals % INTERVALS_A_LOOK_UP == 0
                    || balancer.someMayBeAway()
                    || channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) channel.resetConnectBackoff();
        } catch (Throwable e) {
            // done again at the next interval: thrown from here it would end all later ones
        }
    }

    /** Takes no calls from now on, and waits for the connections to end. */
    void close(Duration limit) throws InterruptedException {
        timer.shutdownNow();
        channel.shutdown().awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the connections, whatever is under way. */
    void closeNow() {
        timer.shutdownNow();
        channel.shutdownNow();
        LoadBalancerRegistry.getDefaultRegistry().deregister(balancer);
    }
}
