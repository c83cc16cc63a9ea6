package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.inventory.jdbi.ExpectedLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
                        new HealthStatusManager().getHealthService(), new OpenCallLimit(2)))
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
