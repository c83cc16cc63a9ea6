package io.inventory.grpc;

import com.google.rpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.InvalidRequestException;
import io.inventory.UnavailableException;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One stream of numbered commands. Each is begun as it comes and answered as it is done, so that answers may overtake each
 * other.
 *
 * <p>Flow control: an answer is sent only while the transport takes it ({@code isReady}); until then it waits here. No
 * further command is asked for while {@link #COMMANDS_MAX} commands are without an answer that the transport has taken, or
 * while they and the answers that wait hold {@link #BYTES_MAX} bytes: a caller that does not read is not read from. As it
 * is not known how large an answer will be, {@link #UNSENT_BYTES_MAX} bounds those that wait: beyond it a command is
 * answered with UNAVAILABLE instead of its outcome, which the caller gets by repeating it. A caller that reads nothing for
 * {@link OpenStreams.Limits#unreadMax} loses the stream.
 */
final class OrderStream implements StreamObserver<ProcessOrdersRequest>, ServedStream {
    /** The most commands under way or with an answer that waits. */
    static final int COMMANDS_MAX = 1_024;

    /** How many bytes the commands under way and the answers that wait may hold before no further command is asked for. */
    static final int BYTES_MAX = 4 << 20;

    /** What a rollback counts as until its answer is there: that has every line of the order, however short the command. */
    static final int ROLLBACK_BYTES = 32 << 10;

    /** The most bytes of answers that wait, not counting those that say no more than UNAVAILABLE. */
    static final int UNSENT_BYTES_MAX = 8 << 20;

    private final RequestHandler handler;
    private final OpenStreams streams;
    private final ServerCallStreamObserver<ProcessOrdersResponse> caller;
    private final Map<Long, CompletableFuture<?>> asked = new ConcurrentHashMap<>();

    // All below is guarded by this.
    private final Deque<ProcessOrdersResponse> unsent = new ArrayDeque<>();
    private long unsentBytes;
    private long unreadSinceNanos;
    private long usedNanos = System.nanoTime();
    private long begun;
    private int underWay;
    private long underWayBytes;
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
        if (streams.add(stream)) caller.request(1);
        else
            stream.fail(handler.status(
                    UnavailableException.overloaded(streams.limits().streamsMax() + " streams are open")));
        return stream;
    }

    @Override
    public void onNext(ProcessOrdersRequest request) {
        int size = bytesUnderWay(request);
        long key;
        synchronized (this) {
            if (ended) return;
            key = begun++;
            underWay++;
            usedNanos = System.nanoTime();
            underWayBytes += size;
            paused = true;
        }
        CompletableFuture<ProcessOrdersResponse> answer = ask(request);
        asked.put(key, answer);
        var unused = answer.whenComplete((response, failure) -> {
            asked.remove(key);
            if (!answer.isCancelled()) answered(size, message(request.getNumber(), response, failure));
        });
        if (isEnded()) answer.cancel(false);
        else proceed();
    }

    private static int bytesUnderWay(ProcessOrdersRequest request) {
        return request.getSerializedSize() + (request.hasRollback() ? ROLLBACK_BYTES : 0);
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
            case EXTEND ->
                handler.ask(
                        () -> OrderRequests.extend(request.getExtend()),
                        outcome -> response.setExtend(OrderResponses.extend(outcome))
                                .build());
            case COMMAND_NOT_SET ->
                CompletableFuture.failedFuture(new InvalidRequestException(
                        "command", "must be one of deduct, reserve, confirm, rollback and extend"));
        };
    }

    private ProcessOrdersResponse message(
            long number, @Nullable ProcessOrdersResponse response, @Nullable Throwable failure) {
        if (response != null) return response;
        return ProcessOrdersResponse.newBuilder()
                .setNumber(number)
                .setError(handler.status(
                        failure == null ? new IllegalStateException("neither answer nor failure") : failure))
                .build();
    }

    private void answered(int sizeUnderWay, ProcessOrdersResponse response) {
        int bytes = response.getSerializedSize();
        synchronized (this) {
            if (ended) return;
            underWay--;
            usedNanos = System.nanoTime();
            underWayBytes -= sizeUnderWay;
            if (unsent.isEmpty()) unreadSinceNanos = System.nanoTime();
            ProcessOrdersResponse held = unsentBytes + bytes > UNSENT_BYTES_MAX ? dropped(response) : response;
            unsent.add(held);
            unsentBytes += held.getSerializedSize();
        }
        proceed();
    }

    private ProcessOrdersResponse dropped(ProcessOrdersResponse response) {
        return message(
                response.getNumber(),
                null,
                UnavailableException.unavailable("the answer was dropped because " + unsentBytes
                        + " bytes of answers wait to be read; repeat the command to get it"));
    }

    /** Sends what can be sent, then asks for a command if there is room for one, or ends the stream if it is over. */
    private synchronized void proceed() {
        if (ended) return;
        while (!unsent.isEmpty() && caller.isReady()) {
            ProcessOrdersResponse next = unsent.remove();
            unsentBytes -= next.getSerializedSize();
            unreadSinceNanos = System.nanoTime();
            caller.onNext(next);
        }
        int unanswered = underWay + unsent.size();
        if (unanswered == 0 && complete) {
            end();
            caller.onCompleted();
        } else if (unanswered == 0 && stopping) {
            fail(ErrorStatus.of(UnavailableException.unavailable("the server is stopping")));
        } else if (paused
                && !stopping
                && !complete
                && unanswered < COMMANDS_MAX
                && underWayBytes + unsentBytes < BYTES_MAX) {
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
    @Override
    public void stop() {
        synchronized (this) {
            stopping = true;
        }
        proceed();
    }

    /** Ends the stream if its caller has left it: nothing has come for that long, and nothing is under way. */
    @Override
    public synchronized void endIfIdle(Duration idleMax) {
        boolean busy = ended || underWay > 0 || !unsent.isEmpty();
        if (busy || System.nanoTime() - usedNanos < idleMax.toNanos()) return;
        fail(ErrorStatus.of(UnavailableException.unavailable(
                "nothing was sent on the stream for " + idleMax.toMillis() + " ms; open another one")));
    }

    /** Ends the stream if answers wait of which the transport has taken none for that long. */
    @Override
    public void endIfUnread(Duration unreadMax) {
        synchronized (this) {
            if (ended || unsent.isEmpty() || System.nanoTime() - unreadSinceNanos < unreadMax.toNanos()) return;
            fail(handler.status(
                    UnavailableException.unavailable("no answer was read for " + unreadMax.toMillis() + " ms")));
        }
        giveUpWhatIsUnderWay();
    }

    private synchronized void fail(Status status) {
        end();
        caller.onError(ErrorStatus.exception(status));
    }

    private void cancel() {
        synchronized (this) {
            end();
        }
        giveUpWhatIsUnderWay();
    }

    private synchronized void end() {
        ended = true;
        unsent.clear();
        unsentBytes = 0;
        streams.remove(this);
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private void giveUpWhatIsUnderWay() {
        for (CompletableFuture<?> answer : asked.values()) answer.cancel(false);
    }
}
