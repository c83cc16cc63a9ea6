package io.inventory.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.Stock;
import io.inventory.StockExport;
import io.inventory.UnavailableException;
import io.inventory.client.wire.StockMessages;
import io.inventory.v1.ExportStocksRequest;
import io.inventory.v1.ExportStocksResponse;
import io.inventory.v1.InventoryAdminServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An export on a stream. It is open when its first message is there; from then on one message is asked for ahead of the reader, so
 * that no more than two are here. Thread-safe.
 *
 * <p>Messages come on the network's thread, where nothing of the caller's is run: a continuation that waits for the next stocks
 * would keep them from coming.
 */
final class ExportCall extends ClientCall.Listener<ExportStocksResponse> implements StockExport {
    /** How long the server may take for the next message. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    /** How often it is looked in that time whether the server has answered. */
    private static final int LOOKS = 4;

    private static final List<Stock> NONE = List.of();

    private final Connection connection;
    private final ExportCalls all;
    private final CompletableFuture<StockExport> opened;
    private final Executors executors;

    // All below is guarded by this.
    private @Nullable ClientCall<ExportStocksRequest, ExportStocksResponse> call;
    private @Nullable List<Stock> ready;
    private @Nullable CompletableFuture<List<Stock>> asked;
    private boolean complete;
    private @Nullable InventoryException failure;
    private long heardNanos = System.nanoTime();

    ExportCall(Connection connection, ExportCalls all, CompletableFuture<StockExport> opened, Executors executors) {
        this.connection = connection;
        this.all = all;
        this.opened = opened;
        this.executors = executors;
    }

    /**
     * Where futures are completed; what they are given must not throw.
     *
     * @param opened the one of the export
     * @param next those of its stocks
     */
    record Executors(Executor opened, Executor next) {}

    void start() {
        try {
            ClientCall<ExportStocksRequest, ExportStocksResponse> begun = connection
                    .channel()
                    .newCall(
                            InventoryAdminServiceGrpc.getExportStocksMethod(),
                            CallOptions.DEFAULT.withExecutor(Runnable::run));
            synchronized (this) {
                call = begun;
            }
            // the context of a caller would end the stream with that caller's own call
            Context.ROOT.run(() -> begun.start(this, new Metadata()));
            begun.request(1);
            begun.sendMessage(ExportStocksRequest.getDefaultInstance());
            begun.halfClose();
            if (isOver()) cancel(begun);
            later(connection.deadline(), this::failUnlessOpen);
            watchSilence();
        } catch (Throwable e) {
            // an interceptor's, or a channel's that was closed
            fail(failures().of(e));
        }
    }

    private CallFailures failures() {
        return new CallFailures(connection.servers(), connection.deadline());
    }

    private synchronized boolean isOver() {
        return failure != null;
    }

    private void failUnlessOpen() {
        if (!opened.isDone()) fail(failures().noAnswer(null));
    }

    /** Looks whether the server is still there, as long as somebody waits for it. */
    private void watchSilence() {
        later(ANSWER_MAX.dividedBy(LOOKS), () -> {
            boolean silent;
            synchronized (this) {
                if (failure != null || complete) return;
                silent = ready == null && System.nanoTime() - heardNanos >= ANSWER_MAX.toNanos();
            }
            if (silent)
                fail(UnavailableException.unavailable("nothing was heard from " + connection.servers() + " for "
                        + ANSWER_MAX.toSeconds() + " s; begin the export again"));
            else watchSilence();
        });
    }

    /** On the JDK's own timer thread: an executor of the caller's may have no thread. */
    private static void later(Duration pause, Runnable task) {
        CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(task);
    }

    @Override
    public void onMessage(ExportStocksResponse message) {
        List<Stock> page;
        try {
            page = StockMessages.exported(message);
        } catch (Throwable e) {
            fail(new InternalErrorException(
                    "the answer of " + connection.servers() + " cannot be understood: " + e.getMessage(), e));
            return;
        }
        CompletableFuture<List<Stock>> waiting;
        synchronized (this) {
            if (failure != null) return;
            heardNanos = System.nanoTime();
            waiting = asked;
            asked = null;
            if (waiting == null) ready = page;
            else askForNext();
        }
        if (waiting == null) open();
        else executors.next.execute(() -> waiting.complete(page));
    }

    private void open() {
        if (!opened.isDone()) executors.opened.execute(() -> opened.complete(this));
    }

    /** Within this. */
    private void askForNext() {
        heardNanos = System.nanoTime();
        try {
            Objects.requireNonNull(call).request(1);
        } catch (Throwable e) {
            InventoryException thrown = failures().of(e);
            executors.next.execute(() -> fail(thrown));
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (!status.isOk()) {
            fail(failures().of(status, trailers, 0, opened.isDone()));
            return;
        }
        CompletableFuture<List<Stock>> waiting;
        synchronized (this) {
            if (failure != null) return;
            complete = true;
            waiting = asked;
            asked = null;
        }
        all.remove(this);
        open();
        if (waiting != null) executors.next.execute(() -> waiting.complete(NONE));
    }

    @Override
    public CompletableFuture<List<Stock>> next() {
        synchronized (this) {
            if (asked != null) throw new IllegalStateException("the next stocks were asked for already");
            if (failure != null) return CompletableFuture.failedFuture(failure);
            List<Stock> page = ready;
            if (page != null) {
                ready = null;
                if (!complete) askForNext();
                return CompletableFuture.completedFuture(page);
            }
            if (complete) return CompletableFuture.completedFuture(NONE);
            CompletableFuture<List<Stock>> next = new CompletableFuture<>();
            asked = next;
            return next;
        }
    }

    /** Ends it with that, unless it has ended; whoever waits for something is told. */
    void fail(InventoryException reason) {
        ClientCall<?, ?> open;
        CompletableFuture<List<Stock>> waiting;
        synchronized (this) {
            if (failure != null) return;
            failure = reason;
            ready = null;
            waiting = asked;
            asked = null;
            open = complete ? null : call;
        }
        all.remove(this);
        if (open != null) cancel(open);
        if (!opened.isDone()) executors.opened.execute(() -> opened.completeExceptionally(reason));
        if (waiting != null) executors.next.execute(() -> waiting.completeExceptionally(reason));
    }

    private static void cancel(ClientCall<?, ?> open) {
        try {
            open.cancel("the export has ended", null);
        } catch (Throwable e) {
            // an interceptor's: what the stream takes up ends with its connection
        }
    }

    @Override
    public void close() {
        fail(UnavailableException.unavailable("the export was closed"));
    }
}
