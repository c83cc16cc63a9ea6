package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.inventory.jdbi.ExpectedLog;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two connections full of watches of the health, and everybody else. */
@Timeout(60)
@ExpectedLog(OpenCallLimit.class)
class OpenCallSharesTest {
    private static final int WATCHES = 1_000;

    private final ServerFixture server = ServerFixture.inMemory();
    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
    }

    /** @param host the last number of the caller's address, 127.0.0.host */
    private ManagedChannel connect(int host) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", server.endpoint().port())
                .usePlaintext()
                .disableRetry()
                .localSocketPicker(new NettyChannelBuilder.LocalSocketPicker() {
                    @Override
                    public InetSocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
                        return new InetSocketAddress("127.0.0." + host, 0);
                    }
                })
                .build();
        channels.add(channel);
        return channel;
    }

    private void fill(int host) {
        ManagedChannel channel = connect(host);
        List<HealthWatcher> watchers = new ArrayList<>();
        for (int i = 0; i < WATCHES; i++) watchers.add(HealthWatcher.watch(channel, ""));
        Awaitility.await()
                .until(() -> watchers.stream()
                        .allMatch(watcher -> !watcher.statuses().isEmpty()));
    }

    private static ServingStatus check(ManagedChannel channel) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    @Test
    void aCheckIsAnsweredWhateverIsWatchedFromTheSameAddress() {
        fill(2);
        fill(2);
        assertThat(check(connect(2))).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void aWatcherFromAnotherAddressIsAnsweredWhateverIsWatched() {
        fill(2);
        fill(3);
        HealthWatcher other = HealthWatcher.watch(connect(4), "");
        Awaitility.await().until(() -> other.statuses().equals(List.of(ServingStatus.SERVING)));
    }

    @Test
    void theServicesAreDescribedWhateverIsWatched() throws Exception {
        fill(2);
        fill(2);
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> call = ServerReflectionGrpc.newStub(connect(2))
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        call.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
                .isNotEmpty();
        call.onCompleted();
    }
}
