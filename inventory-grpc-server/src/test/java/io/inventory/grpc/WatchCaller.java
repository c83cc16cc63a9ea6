package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.inventory.v1.WatchSignalsRequest;
import io.inventory.v1.WatchSignalsResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One who watches signals by gRPC alone, as callers in other languages do. */
final class WatchCaller implements ClientResponseObserver<WatchSignalsRequest, WatchSignalsResponse> {
    static final WatchSignalsRequest NOW = WatchSignalsRequest.getDefaultInstance();
    static final WatchSignalsRequest OLDEST = WatchSignalsRequest.newBuilder()
            .setOldest(WatchSignalsRequest.Oldest.getDefaultInstance())
            .build();

    private final boolean reads;
    private final List<WatchSignalsResponse> received = new CopyOnWriteArrayList<>();
    private final CompletableFuture<StatusRuntimeException> end = new CompletableFuture<>();

    @SuppressWarnings("NullAway.Init")
    private ClientCallStreamObserver<WatchSignalsRequest> call;

    private WatchCaller(boolean reads) {
        this.reads = reads;
    }

    /** Reads as fast as it can. */
    static WatchCaller watch(ServerFixture server, WatchSignalsRequest request) {
        return open(server, request, true);
    }

    /** Reads nothing until {@link #readAll}. */
    static WatchCaller idle(ServerFixture server, WatchSignalsRequest request) {
        return open(server, request, false);
    }

    static WatchSignalsRequest after(String token) {
        return WatchSignalsRequest.newBuilder().setResumeToken(token).build();
    }

    private static WatchCaller open(ServerFixture server, WatchSignalsRequest request, boolean reads) {
        WatchCaller caller = new WatchCaller(reads);
        server.asyncOrders().watchSignals(request, caller);
        return caller;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchSignalsRequest> requests) {
        call = requests;
        if (!reads) requests.disableAutoRequestWithInitial(0);
    }

    @Override
    public void onNext(WatchSignalsResponse response) {
        received.add(response);
    }

    @Override
    public void onError(Throwable failure) {
        end.complete((StatusRuntimeException) failure);
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK.asRuntimeException());
    }

    void readAll() {
        call.request(Integer.MAX_VALUE);
    }

    void cancel() {
        call.cancel("enough", null);
    }

    List<WatchSignalsResponse> received() {
        return received;
    }

    /** The tokens of what had a signal. */
    List<String> signals() {
        return received.stream()
                .filter(WatchSignalsResponse::hasSignal)
                .map(WatchSignalsResponse::getResumeToken)
                .toList();
    }

    /** Waits for the message that shows that it has begun. */
    WatchCaller awaitBegin() {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> !received.isEmpty() || end.isDone());
        assertThat(received).isNotEmpty();
        return this;
    }

    void awaitSignals(int count) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> signals().size() >= count);
    }

    boolean hasEnded() {
        return end.isDone();
    }

    StatusRuntimeException end() throws Exception {
        return end.get(20, TimeUnit.SECONDS);
    }
}
