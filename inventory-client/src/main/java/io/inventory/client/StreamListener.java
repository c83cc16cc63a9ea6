package io.inventory.client;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import org.jspecify.annotations.Nullable;

/** Tells a {@link CommandStream} what becomes of one stream that it opened; on the network's thread. */
final class StreamListener implements ClientResponseObserver<ProcessOrdersRequest, ProcessOrdersResponse> {
    private final CommandStream stream;
    private @Nullable ClientCallStreamObserver<ProcessOrdersRequest> call;

    StreamListener(CommandStream stream) {
        this.stream = stream;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ProcessOrdersRequest> requests) {
        call = requests;
        stream.opening(requests);
        requests.setOnReadyHandler(stream::ready);
    }

    @Override
    public void onNext(ProcessOrdersResponse response) {
        stream.received(response);
    }

    @Override
    public void onError(Throwable failure) {
        Metadata trailers = Status.trailersFromThrowable(failure);
        stream.ended(call, Status.fromThrowable(failure), trailers);
    }

    /** What was thrown while the stream was opened; it may have begun all the same. */
    void couldNotStart(Throwable failure) {
        onError(failure);
        if (call != null) StreamEnd.cancel(call, "the stream could not be opened", failure);
    }

    @Override
    public void onCompleted() {
        stream.ended(call, Status.UNAVAILABLE.withDescription("the server ended the stream"), null);
    }
}
