package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.jdbi.ExpectedLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who watch the health never end by themselves, and need no token. */
@Timeout(30)
@ExpectedLog(OpenCallLimit.class)
class OpenCallLimitTest {
    private final AtomicInteger watching = new AtomicInteger();
    private final Queue<Status.Code> failures = new ConcurrentLinkedQueue<>();
    private final Queue<ClientCallStreamObserver<?>> calls = new ConcurrentLinkedQueue<>();

    @Test
    void oneMoreIsToldAndWhoLeavesMakesRoom() throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerInterceptors.intercept(
                        new HealthStatusManager().getHealthService(), OpenCallLimit.ofStreams(2)))
                .build()
                .start();
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .disableRetry()
                .build();
        try {
            for (int i = 0; i < 5; i++) watch(channel);
            Awaitility.await().until(() -> watching.get() == 2 && failures.size() == 3);
            assertThat(failures).containsOnly(Status.Code.RESOURCE_EXHAUSTED);

            for (ClientCallStreamObserver<?> call : calls) call.cancel("enough", null);
            Awaitility.await().until(() -> {
                int before = watching.get();
                long refused = refused();
                watch(channel);
                Awaitility.await().until(() -> watching.get() > before || refused() > refused);
                return watching.get() > before;
            });
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    /** What gives way must be forgotten by its service too: to that its caller has left. */
    @Test
    void theOldestCheckGivesWayAndIsForgotten() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        HealthGrpc.HealthImplBase health = new HealthGrpc.HealthImplBase() {
            @Override
            public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
                // never answers, as if the request had not come as a whole
                asked.incrementAndGet();
                ((ServerCallStreamObserver<HealthCheckResponse>) answer).setOnCancelHandler(left::incrementAndGet);
            }
        };
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerInterceptors.intercept(health, OpenCallLimit.ofUnaryCalls(2)))
                .build()
                .start();
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .disableRetry()
                .build();
        try {
            List<ListenableFuture<HealthCheckResponse>> checks = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                int nth = i;
                checks.add(HealthGrpc.newFutureStub(channel).check(HealthCheckRequest.getDefaultInstance()));
                Awaitility.await().until(() -> asked.get() == nth);
            }
            Awaitility.await().until(() -> left.get() == 3);
            assertThat(checks).extracting(Future::isDone).containsExactly(true, true, true, false, false);
            assertThat(checks.get(0))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .withMessageContaining("RESOURCE_EXHAUSTED");
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    /** Without those that were cancelled. */
    private long refused() {
        return failures.stream().filter(Status.Code.RESOURCE_EXHAUSTED::equals).count();
    }

    private void watch(ManagedChannel channel) {
        HealthGrpc.newStub(channel)
                .watch(
                        HealthCheckRequest.getDefaultInstance(),
                        new ClientResponseObserver<HealthCheckRequest, HealthCheckResponse>() {
                            @Override
                            public void beforeStart(ClientCallStreamObserver<HealthCheckRequest> call) {
                                calls.add(call);
                            }

                            @Override
                            public void onNext(HealthCheckResponse status) {
                                watching.incrementAndGet();
                            }

                            @Override
                            public void onError(Throwable failure) {
                                failures.add(Status.fromThrowable(failure).getCode());
                            }

                            @Override
                            public void onCompleted() {}
                        });
    }
}
