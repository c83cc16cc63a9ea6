package io.inventory.grpc;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches the health of a service, as load balancers and clients do. */
final class HealthWatcher implements StreamObserver<HealthCheckResponse> {
    private final List<ServingStatus> statuses = new CopyOnWriteArrayList<>();

    private HealthWatcher() {}

    static HealthWatcher watch(ManagedChannel channel, String service) {
        HealthWatcher watcher = new HealthWatcher();
        HealthGrpc.newStub(channel)
                .watch(HealthCheckRequest.newBuilder().setService(service).build(), watcher);
        return watcher;
    }

    /** Every status so far, oldest first. */
    List<ServingStatus> statuses() {
        return statuses;
    }

    @Override
    public void onNext(HealthCheckResponse response) {
        statuses.add(response.getStatus());
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
}
