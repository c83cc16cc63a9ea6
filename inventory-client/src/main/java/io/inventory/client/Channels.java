package io.inventory.client;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens channels that balance, retry and notice dead connections. */
final class Channels {
    /** gRPC's floor; a server must permit it. */
    private static final int KEEPALIVE_SECONDS = 10;

    private static final int KEEPALIVE_TIMEOUT_SECONDS = 3;
    private static final int METADATA_BYTES_MAX = 64 << 10;

    /** gRPC takes numbers as doubles here. The pushback of the server, where it sends one, replaces the pauses. */
    private static final Map<String, ?> SERVICE_CONFIG = Map.of(
            "loadBalancingConfig",
            List.of(Map.of("round_robin", Map.of())),
            "methodConfig",
            List.of(Map.of(
                    "name",
                    List.of(Map.of()),
                    "retryPolicy",
                    Map.of(
                            "maxAttempts",
                            (double) InventoryClient.ATTEMPTS_MAX,
                            "initialBackoff",
                            "0.05s",
                            "maxBackoff",
                            "0.4s",
                            "backoffMultiplier",
                            2.0,
                            "retryableStatusCodes",
                            List.of("UNAVAILABLE", "RESOURCE_EXHAUSTED")))),
            // When most calls fail, retries stop until some succeed: they would only add to the load.
            "retryThrottling",
            Map.of("maxTokens", 100.0, "tokenRatio", 0.5));

    private @Nullable Executor executor;
    private boolean retries = true;

    void executor(Executor executor) {
        this.executor = executor;
    }

    void retries(boolean enabled) {
        this.retries = enabled;
    }

    ManagedChannel open(List<ServerAddress> addresses) {
        NettyChannelBuilder channel = NettyChannelBuilder.forTarget(AddressListResolver.target(addresses))
                .defaultServiceConfig(SERVICE_CONFIG)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(InventoryClient.RESPONSE_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                // A request is kept for its retries as a whole.
                .perRpcBufferLimit(InventoryClient.REQUEST_BYTES_MAX)
                .userAgent("inventory-client-java");
        if (retries) channel.enableRetry();
        else channel.disableRetry();
        if (executor != null) channel.executor(executor);
        secure(channel);
        return channel.build();
    }

    /** The one place that decides how a connection is secured. */
    private static void secure(NettyChannelBuilder channel) {
        channel.usePlaintext();
    }
}
