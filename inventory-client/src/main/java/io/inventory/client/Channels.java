package io.inventory.client;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;

/** Opens channels that balance, retry and notice dead connections. */
final class Channels {
    /** gRPC's floor; a server must permit it. */
    private static final int KEEPALIVE_SECONDS = 10;

    private static final int KEEPALIVE_TIMEOUT_SECONDS = 3;
    private static final int METADATA_BYTES_MAX = 64 << 10;

    private Channels() {}

    /** @throws IllegalArgumentException if nothing can resolve the target */
    static ManagedChannel open(String target, ChannelCredentials credentials, boolean retries) {
        NettyChannelBuilder channel = NettyChannelBuilder.forTarget(target, credentials)
                .defaultServiceConfig(RetryPolicy.serviceConfig())
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
        return channel.build();
    }
}
