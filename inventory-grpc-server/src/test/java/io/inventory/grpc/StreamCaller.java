package io.inventory.grpc;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The caller's end of a stream of commands, which may leave the answers unread. */
final class StreamCaller implements ClientResponseObserver<ProcessOrdersRequest, ProcessOrdersResponse> {
    private static final Duration END_MAX = Duration.ofSeconds(20);

    private final Queue<ProcessOrdersResponse> received = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final boolean reads;
    private @Nullable ClientCallStreamObserver<ProcessOrdersRequest> stream;

    private StreamCaller(boolean reads) {
        this.reads = reads;
    }

    static StreamCaller open(ServerFixture server) {
        return open(server, true);
    }

    /** @param reads whether answers are read as they come, or not before {@link #readAll} */
    static StreamCaller open(ServerFixture server, boolean reads) {
        StreamCaller caller = new StreamCaller(reads);
        var unused = server.asyncOrders().processOrders(caller);
        return caller;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ProcessOrdersRequest> requests) {
        stream = requests;
        if (!reads) requests.disableAutoRequestWithInitial(0);
    }

    private ClientCallStreamObserver<ProcessOrdersRequest> stream() {
        if (stream == null) throw new IllegalStateException("not open");
        return stream;
    }

    void send(ProcessOrdersRequest request) {
        stream().onNext(request);
    }

    void halfClose() {
        stream().onCompleted();
    }

    void cancel() {
        stream().cancel("the test gives up", null);
    }

    void readAll() {
        stream().request(Integer.MAX_VALUE);
    }

    /** What was read so far. */
    Queue<ProcessOrdersResponse> received() {
        return received;
    }

    boolean isEnded() {
        return end.isDone();
    }

    /** Waits for the end of the stream. */
    Status.Code end() {
        return status().getCode();
    }

    /** Waits for the end of the stream. */
    Status status() {
        Awaitility.await().atMost(END_MAX).until(end::isDone);
        return end.join();
    }

    @Override
    public void onNext(ProcessOrdersResponse response) {
        received.add(response);
    }

    @Override
    public void onError(Throwable failure) {
        end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }
}
