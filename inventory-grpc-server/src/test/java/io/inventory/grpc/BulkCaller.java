package io.inventory.grpc;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.inventory.v1.ExportStocksRequest;
import io.inventory.v1.ExportStocksResponse;
import io.inventory.v1.ImportStocksRequest;
import io.inventory.v1.ImportStocksResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The caller's end of an import or export, which may leave what comes unread. */
final class BulkCaller<Q, S> implements ClientResponseObserver<Q, S> {
    private static final Duration END_MAX = Duration.ofSeconds(20);

    private final Queue<S> received = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final boolean reads;
    private @Nullable ClientCallStreamObserver<Q> stream;

    private BulkCaller(boolean reads) {
        this.reads = reads;
    }

    /** @param reads whether messages are read as they come, or as {@link #read} says */
    static BulkCaller<ExportStocksRequest, ExportStocksResponse> export(ServerFixture server, boolean reads) {
        BulkCaller<ExportStocksRequest, ExportStocksResponse> caller = new BulkCaller<>(reads);
        server.asyncAdmin().exportStocks(ExportStocksRequest.getDefaultInstance(), caller);
        return caller;
    }

    /** @param reads whether answers are read as they come, or as {@link #read} says */
    static BulkCaller<ImportStocksRequest, ImportStocksResponse> importing(ServerFixture server, boolean reads) {
        BulkCaller<ImportStocksRequest, ImportStocksResponse> caller = new BulkCaller<>(reads);
        var unused = server.asyncAdmin().importStocks(caller);
        return caller;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> requests) {
        stream = requests;
        if (!reads) requests.disableAutoRequestWithInitial(0);
    }

    private ClientCallStreamObserver<Q> stream() {
        return Objects.requireNonNull(stream);
    }

    void send(Q request) {
        stream().onNext(request);
    }

    void halfClose() {
        stream().onCompleted();
    }

    void cancel() {
        stream().cancel("the test gives up", null);
    }

    void read(int messages) {
        stream().request(messages);
    }

    Queue<S> received() {
        return received;
    }

    boolean isEnded() {
        return end.isDone();
    }

    /** Waits for the end. */
    Status status() {
        Awaitility.await().atMost(END_MAX).until(end::isDone);
        return end.join();
    }

    /** Waits for the end, which is a failure. */
    Throwable failure() {
        Awaitility.await().atMost(END_MAX).until(failure::isDone);
        return failure.join();
    }

    @Override
    public void onNext(S message) {
        received.add(message);
    }

    @Override
    public void onError(Throwable thrown) {
        failure.complete(thrown);
        end.complete(Status.fromThrowable(thrown));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }
}
