package io.inventory.grpc;

import com.google.rpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.Actor;
import io.inventory.ImportId;
import io.inventory.InvalidRequestException;
import io.inventory.UnavailableException;
import io.inventory.v1.ImportItem;
import io.inventory.v1.ImportResult;
import io.inventory.v1.ImportStocksRequest;
import io.inventory.v1.ImportStocksResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One stream of chunks of imports. The items of a chunk are commands that are begun together; its answer is sent when all of them
 * have one and the answers of the chunks before it are sent.
 *
 * <p>Flow control: no chunk is asked for while {@link #CHUNKS_MAX} are without an answer that the transport has taken. So there is
 * no more here than these, and a caller that does not read is not read from; after {@link OpenStreams.Limits#unreadMax} it loses
 * the stream.
 */
final class ImportStream implements StreamObserver<ImportStocksRequest>, ServedStream {
    /** The most chunks that are carried out, or whose answer waits. One is read while the other is written. */
    static final int CHUNKS_MAX = 2;

    private final RequestHandler handler;
    private final OpenStreams streams;
    private final ServerCallStreamObserver<ImportStocksResponse> caller;
    private final Operator operator;

    // All below is guarded by this.
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private long unreadSinceNanos = System.nanoTime();
    private long usedNanos = System.nanoTime();
    private boolean paused;
    private boolean complete;
    private boolean stopping;
    private boolean ended;

    ImportStream(
            RequestHandler handler,
            OpenStreams streams,
            ServerCallStreamObserver<ImportStocksResponse> caller,
            Operator operator) {
        this.handler = handler;
        this.streams = streams;
        this.caller = caller;
        this.operator = operator;
    }

    void begin() {
        caller.disableAutoRequest();
        caller.setOnReadyHandler(this::proceed);
        caller.setOnCancelHandler(this::cancel);
        if (streams.add(this)) caller.request(1);
        else
            fail(handler.status(UnavailableException.overloaded(streams.limits().streamsMax() + " imports are open")));
    }

    @Override
    public void onNext(ImportStocksRequest request) {
        Chunk chunk;
        try {
            chunk = new Chunk(request);
        } catch (InvalidRequestException e) {
            fail(handler.status(e));
            return;
        }
        synchronized (this) {
            if (ended) return;
            chunks.add(chunk);
            usedNanos = System.nanoTime();
            paused = true;
        }
        chunk.begin();
        if (isEnded()) chunk.giveUp();
        else proceed();
    }

    private CompletableFuture<ImportResult> ask(ImportId importId, ImportItem item) {
        ImportResult.Builder result = ImportResult.newBuilder().setNumber(item.getNumber());
        return switch (item.getChangeCase()) {
            case CREATE ->
                handler.ask(
                        () -> ImportRequests.create(importId, item).by(operator.actor),
                        changed -> result.setStockChanged(StockResponses.changed(changed))
                                .build());
            case ADJUST ->
                handler.ask(
                        () -> ImportRequests.adjust(importId, item).by(operator.actor),
                        changed -> result.setStockChanged(StockResponses.changed(changed))
                                .build());
            case SET ->
                handler.ask(
                        () -> ImportRequests.set(importId, item).by(operator.actor),
                        changed -> result.setStockChanged(StockResponses.changed(changed))
                                .build());
            case COUNT ->
                handler.ask(
                        () -> ImportRequests.count(importId, item).by(operator.actor),
                        counted -> result.setStockCounted(
                                        StockResponses.counted(counted).getStockCounted())
                                .build());
            case CHANGE_NOT_SET -> CompletableFuture.failedFuture(ImportRequests.noChange());
        };
    }

    /** Sends the answers that can be sent, then asks for a chunk if there is room for one, or ends the stream if it is over. */
    private void proceed() {
        synchronized (this) {
            if (ended) return;
            while (!chunks.isEmpty() && chunks.element().isDone() && caller.isReady()) {
                unreadSinceNanos = System.nanoTime();
                caller.onNext(chunks.remove().answer());
            }
            if (!chunks.isEmpty() || (!complete && !stopping)) {
                if (paused && !stopping && !complete && chunks.size() < CHUNKS_MAX) {
                    paused = false;
                    caller.request(1);
                }
                return;
            }
        }
        if (!isComplete()) fail(ErrorStatus.of(UnavailableException.unavailable("the server is stopping")));
        else if (end()) caller.onCompleted();
    }

    private synchronized boolean isComplete() {
        return complete;
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

    @Override
    public void stop() {
        synchronized (this) {
            stopping = true;
        }
        proceed();
    }

    @Override
    public void endIfIdle(Duration idleMax) {
        synchronized (this) {
            if (!chunks.isEmpty() || System.nanoTime() - usedNanos < idleMax.toNanos()) return;
        }
        fail(ErrorStatus.of(UnavailableException.unavailable(
                "nothing was sent on the stream for " + idleMax.toMillis() + " ms; open another one")));
    }

    @Override
    public void endIfUnread(Duration unreadMax) {
        synchronized (this) {
            boolean unread = !chunks.isEmpty() && chunks.element().isDone();
            if (!unread || System.nanoTime() - unreadSinceNanos < unreadMax.toNanos()) return;
        }
        fail(handler.status(
                UnavailableException.unavailable("no answer was read for " + unreadMax.toMillis() + " ms")));
    }

    private void fail(Status status) {
        if (end()) caller.onError(ErrorStatus.exception(status));
    }

    private void cancel() {
        var unused = end();
    }

    /** Gives up what is not begun; false if it has ended already. */
    private boolean end() {
        List<Chunk> left;
        synchronized (this) {
            if (ended) return false;
            ended = true;
            left = List.copyOf(chunks);
            chunks.clear();
        }
        streams.remove(this);
        left.forEach(Chunk::giveUp);
        return true;
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    /** Who sends the chunks, and where that is written. */
    record Operator(Actor actor, OperatorLog log) {}

    /** A chunk and the results of its items so far. */
    private final class Chunk {
        private final ImportId importId;
        private final List<ImportItem> items;
        private final @Nullable ImportResult[] results;
        private final CompletableFuture<?>[] asked;
        private int left;

        /** @throws InvalidRequestException naming what is wrong with it as a whole */
        Chunk(ImportStocksRequest request) {
            importId = ImportRequests.importId(request);
            items = request.getItemsList();
            left = items.size();
            results = new ImportResult[left];
            asked = new CompletableFuture<?>[left];
        }

        void begin() {
            for (int i = 0; i < items.size(); i++) {
                int place = i;
                CompletableFuture<ImportResult> answer = ask(importId, items.get(i));
                asked[i] = answer;
                var unused = answer.whenComplete((result, failure) -> {
                    if (!answer.isCancelled()) done(place, result, failure);
                });
            }
        }

        private void done(int place, @Nullable ImportResult result, @Nullable Throwable failure) {
            ImportResult known = result != null
                    ? result
                    : ImportResult.newBuilder()
                            .setNumber(items.get(place).getNumber())
                            .setError(handler.status(
                                    failure == null
                                            ? new IllegalStateException("neither answer nor failure")
                                            : failure))
                            .build();
            boolean last;
            synchronized (ImportStream.this) {
                results[place] = known;
                last = --left == 0;
                if (last) {
                    usedNanos = System.nanoTime();
                    if (chunks.peek() == this) unreadSinceNanos = usedNanos;
                }
            }
            if (!last) return;
            operator.log.imported(importId, answer().getResultsList(), operator.actor);
            proceed();
        }

        /** Within the stream. */
        boolean isDone() {
            return left == 0;
        }

        /** Once it is done. */
        ImportStocksResponse answer() {
            return ImportStocksResponse.newBuilder()
                    .addAllResults(List.of(results))
                    .build();
        }

        void giveUp() {
            for (CompletableFuture<?> answer : asked) if (answer != null) answer.cancel(false);
        }
    }
}
