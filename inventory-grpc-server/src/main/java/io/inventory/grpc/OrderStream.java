package io.inventory.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.InvalidRequestException;
import io.inventory.UnavailableException;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One stream of numbered commands. Each is begun as it comes and answered as it is done, so that answers may overtake each
 * other. No further command is asked for while {@link #COMMANDS_MAX} commands, or {@link #BYTES_MAX} bytes of them, are
 * without an answer that the caller has taken: a caller that does not read is not read from.
 */
final class OrderStream implements StreamObserver<ProcessOrdersRequest> {
    static final int COMMANDS_MAX = 1_024;
    static final int BYTES_MAX = 4 << 20;

    private final RequestHandler handler;
    private final OpenStreams streams;
    private final ServerCallStreamObserver<ProcessOrdersResponse> caller;
    private final Map<Long, CompletableFuture<?>> asked = new ConcurrentHashMap<>();

    // All below is guarded by this.
    private final Deque<Answered> unsent = new ArrayDeque<>();
    private long begun;
    private int commands;
    private long bytes;
    private boolean paused;
    private boolean complete;
    private boolean stopping;
    private boolean ended;

    private OrderStream(
            RequestHandler handler, OpenStreams streams, ServerCallStreamObserver<ProcessOrdersResponse> caller) {
        this.handler = handler;
        this.streams = streams;
        this.caller = caller;
    }

    static OrderStream open(
            RequestHandler handler, OpenStreams streams, ServerCallStreamObserver<ProcessOrdersResponse> caller) {
        OrderStream stream = new OrderStream(handler, streams, caller);
        caller.disableAutoRequest();
        caller.setOnReadyHandler(stream::proceed);
        caller.setOnCancelHandler(stream::cancel);
        streams.add(stream);
        caller.request(1);
        return stream;
    }

    @Override
    public void onNext(ProcessOrdersRequest request) {
        int size = request.getSerializedSize();
        long key;
        synchronized (this) {
            key = begun++;
            commands++;
            bytes += size;
            paused = true;
        }
        CompletableFuture<ProcessOrdersResponse> answer = ask(request);
        asked.put(key, answer);
        var unused = answer.whenComplete((response, failure) -> {
            asked.remove(key);
            if (!answer.isCancelled()) answered(request.getNumber(), response, failure, size);
        });
        proceed();
    }

    private CompletableFuture<ProcessOrdersResponse> ask(ProcessOrdersRequest request) {
        ProcessOrdersResponse.Builder response =
                ProcessOrdersResponse.newBuilder().setNumber(request.getNumber());
        return switch (request.getCommandCase()) {
            case DEDUCT ->
                handler.ask(
                        () -> OrderRequests.deduct(request.getDeduct()),
                        outcome -> response.setDeduct(OrderResponses.deduct(outcome))
                                .build());
            case RESERVE ->
                handler.ask(
                        () -> OrderRequests.reserve(request.getReserve()),
                        outcome -> response.setReserve(OrderResponses.reserve(outcome))
                                .build());
            case CONFIRM ->
                handler.ask(
                        () -> OrderRequests.confirm(request.getConfirm()),
                        outcome -> response.setConfirm(OrderResponses.confirm(outcome))
                                .build());
            case ROLLBACK ->
                handler.ask(
                        () -> OrderRequests.rollback(request.getRollback()),
                        outcome -> response.setRollback(OrderResponses.rollback(outcome))
                                .build());
            case COMMAND_NOT_SET ->
                CompletableFuture.failedFuture(
                        new InvalidRequestException("command", "must be one of deduct, reserve, confirm and rollback"));
        };
    }

    private void answered(
            long number, @Nullable ProcessOrdersResponse response, @Nullable Throwable failure, int size) {
        ProcessOrdersResponse message = failure == null && response != null
                ? response
                : ProcessOrdersResponse.newBuilder()
                        .setNumber(number)
                        .setError(handler.status(
                                failure == null ? new IllegalStateException("neither answer nor failure") : failure))
                        .build();
        synchronized (this) {
            unsent.add(new Answered(message, size));
        }
        proceed();
    }

    /** Sends what can be sent, then asks for a command if there is room for one, or ends the stream if it is over. */
    private synchronized void proceed() {
        if (ended) return;
        while (!unsent.isEmpty() && caller.isReady()) {
            Answered next = unsent.remove();
            commands--;
            bytes -= next.size;
            caller.onNext(next.message);
        }
        if (commands == 0 && (complete || stopping)) {
            end();
            if (complete) caller.onCompleted();
            else
                caller.onError(ErrorStatus.exception(
                        ErrorStatus.of(UnavailableException.unavailable("the server is stopping"))));
        } else if (paused && !stopping && !complete && commands < COMMANDS_MAX && bytes < BYTES_MAX) {
            paused = false;
            caller.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        cancel();
    }

    @Override
    public void onCompleted() {
        synchronized (this) {
            complete = true;
        }
        proceed();
    }

    /** Takes no further commands, answers those that were taken, and then ends the stream. */
    void stop() {
        synchronized (this) {
            stopping = true;
        }
        proceed();
    }

    private void cancel() {
        synchronized (this) {
            end();
        }
        for (CompletableFuture<?> answer : asked.values()) answer.cancel(false);
    }

    private void end() {
        ended = true;
        unsent.clear();
        streams.remove(this);
    }

    private record Answered(ProcessOrdersResponse message, int size) {}
}
