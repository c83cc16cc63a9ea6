package io.inventory.grpc;

import com.google.rpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.inventory.ExportStocks;
import io.inventory.Stock;
import io.inventory.StockExport;
import io.inventory.UnavailableException;
import io.inventory.v1.ExportStocksResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One export. The inventory is asked for the next stocks only while the transport takes them ({@code isReady}): for a caller that
 * does not read there is no more than the inventory reads ahead. Such a caller loses the export after {@link
 * OpenStreams.Limits#unreadMax}, and with it the inventory gets its connection back.
 */
final class ExportStream implements ServedStream {
    private final RequestHandler handler;
    private final OpenStreams streams;
    private final ServerCallStreamObserver<ExportStocksResponse> caller;

    // All below is guarded by this.
    private @Nullable CompletableFuture<StockExport> opening;
    private @Nullable StockExport export;
    private boolean asking;
    private long takenNanos = System.nanoTime();
    private boolean ended;

    private ExportStream(
            RequestHandler handler, OpenStreams streams, ServerCallStreamObserver<ExportStocksResponse> caller) {
        this.handler = handler;
        this.streams = streams;
        this.caller = caller;
    }

    static void open(
            RequestHandler handler, OpenStreams streams, ServerCallStreamObserver<ExportStocksResponse> caller) {
        ExportStream stream = new ExportStream(handler, streams, caller);
        caller.setOnReadyHandler(stream::proceed);
        caller.setOnCancelHandler(stream::end);
        if (streams.add(stream)) stream.begin();
        else
            stream.fail(handler.status(
                    UnavailableException.overloaded(streams.limits().streamsMax() + " exports are under way")));
    }

    private void begin() {
        CompletableFuture<StockExport> asked = handler.ask(ExportStocks::new, opened -> opened);
        synchronized (this) {
            opening = asked;
        }
        var unused = asked.whenComplete((opened, failure) -> {
            if (failure != null) fail(handler.status(failure));
            else opened(opened);
        });
        if (isEnded()) asked.cancel(false);
    }

    private void opened(StockExport opened) {
        boolean late;
        synchronized (this) {
            late = ended;
            if (!late) export = opened;
        }
        if (late) opened.close();
        else proceed();
    }

    /** Asks for the next stocks as long as the caller takes them and they are there at once. */
    private void proceed() {
        for (StockExport from = turn(); from != null; from = turn()) {
            CompletableFuture<List<Stock>> next = from.next();
            boolean there = next.isDone();
            var unused = next.whenComplete((stocks, failure) -> {
                arrived(stocks, failure);
                if (!there) proceed();
            });
            if (!there) return;
        }
    }

    /** What to ask for the next stocks; null if it is not the time for it. */
    private synchronized @Nullable StockExport turn() {
        if (ended || asking || export == null || !caller.isReady()) return null;
        asking = true;
        return export;
    }

    private void arrived(@Nullable List<Stock> stocks, @Nullable Throwable failure) {
        if (failure != null || stocks == null) {
            fail(handler.status(failure == null ? new IllegalStateException("neither stocks nor a failure") : failure));
            return;
        }
        boolean last = stocks.isEmpty();
        ExportStocksResponse message = last ? null : StockResponses.exported(stocks);
        synchronized (this) {
            asking = false;
            takenNanos = System.nanoTime();
            if (ended) return;
            if (message != null) caller.onNext(message);
        }
        if (last && end()) caller.onCompleted();
    }

    /** An export can be begun again elsewhere, and would hold the stop up. */
    @Override
    public void stop() {
        fail(ErrorStatus.of(UnavailableException.unavailable("the server is stopping; begin the export again")));
    }

    @Override
    public void endIfUnread(Duration unreadMax) {
        synchronized (this) {
            boolean busy = ended || asking || export == null || caller.isReady();
            if (busy || System.nanoTime() - takenNanos < unreadMax.toNanos()) return;
        }
        fail(handler.status(UnavailableException.unavailable(
                "nothing of the export was read for " + unreadMax.toMillis() + " ms; begin again, and read faster")));
    }

    /** It is not for the caller to send anything. */
    @Override
    public void endIfIdle(Duration idleMax) {}

    private void fail(Status status) {
        if (end()) caller.onError(ErrorStatus.exception(status));
    }

    /** False if it has ended already. */
    private boolean end() {
        StockExport open;
        CompletableFuture<StockExport> begun;
        synchronized (this) {
            if (ended) return false;
            ended = true;
            open = export;
            begun = opening;
        }
        streams.remove(this);
        if (open != null) open.close();
        else if (begun != null) begun.cancel(false);
        return true;
    }

    private synchronized boolean isEnded() {
        return ended;
    }
}
