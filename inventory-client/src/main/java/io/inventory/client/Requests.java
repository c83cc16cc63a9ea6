package io.inventory.client;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.inventory.ExportStocks;
import io.inventory.ImportChunk;
import io.inventory.ImportResult;
import io.inventory.OrderCommand;
import io.inventory.PageToken;
import io.inventory.Request;
import io.inventory.StockExport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a client sends, as calls or on streams, until it is closed. Thread-safe. */
final class Requests {
    /** How long a close waits for callers' executor, and for the connections to end. */
    private static final Duration FAIL_MAX = Duration.ofSeconds(1);

    private final Connection connection;
    private final @Nullable OwnChannel own;
    private final Continuations continuations;
    private final ListenerThreads listenerThreads;
    private final OpenAnswers answers = new OpenAnswers();
    private final UnaryCalls calls;
    private final ServerCalls serverCalls;
    private final @Nullable CommandStreams streams;
    private final @Nullable ClientMetrics metrics;
    private final SignalSubscriptions subscriptions;
    private final ImportCalls imports;
    private final ExportCalls exports;
    private final CancellableContext verifications = Context.ROOT.withCancellation();

    /**
     * @param streams how many streams there are for order commands; without one they are calls
     * @param executor the caller's, for what may block; null for threads of the client's own
     * @param own the channel that is closed at the end, if there is one
     */
    Requests(Connection connection, int streams, @Nullable Executor executor, @Nullable OwnChannel own) {
        this.connection = connection;
        this.own = own;
        this.metrics = connection.metrics();
        this.continuations = new Continuations(executor);
        this.listenerThreads = new ListenerThreads(executor);
        this.calls = new UnaryCalls(connection, answers);
        this.serverCalls = new ServerCalls(connection, calls);
        this.imports = new ImportCalls(connection, answers);
        this.exports = new ExportCalls(connection);
        this.streams = streams == 0 ? null : new CommandStreams(connection, streams, calls, answers);
        this.subscriptions = new SignalSubscriptions(connection, listenerThreads, SignalSubscriptions.Limits.DEFAULT);
    }

    /** What is asked of a server, and not of its inventory. */
    ServerCalls ofServer() {
        return serverCalls;
    }

    /** Calls the listener where it may block. */
    SignalSubscription watch(SignalBegin begin, SignalListener listener) {
        return subscriptions.open(begin, listener);
    }

    /** Begins with the first part that is asked for. */
    LedgerVerification verify(Optional<PageToken> after, int entriesPerSecond) {
        return new LedgerVerification(connection, after, entriesPerSecond, verifications);
    }

    /** Completes the future where continuations may block. */
    <A> CompletableFuture<A> submit(Request<A> request) {
        return submit(request, continuations);
    }

    /** As a call of its own, with that deadline. */
    <A> CompletableFuture<A> submit(Request<A> request, Duration deadline) {
        long sinceNanos = System.nanoTime();
        CompletableFuture<A> answer = request instanceof ExportStocks
                ? answerOf(export(continuations, continuations))
                : calls.submit(request, continuations, deadline.toNanos());
        return metrics == null ? answer : metrics.measured(request, sinceNanos, answer);
    }

    /** @param executor completes the future; those of an export's stocks are completed where continuations may block */
    <A> CompletableFuture<A> submit(Request<A> request, Executor executor) {
        return submit(request, executor, continuations);
    }

    /** @param ofStocks completes the futures of an export's stocks */
    <A> CompletableFuture<A> submit(Request<A> request, Executor executor, Executor ofStocks) {
        long sinceNanos = System.nanoTime();
        CompletableFuture<A> answer =
                request instanceof ExportStocks ? answerOf(export(executor, ofStocks)) : send(request, executor);
        return metrics == null ? answer : metrics.measured(request, sinceNanos, answer);
    }

    /** Completes the future where continuations may block. */
    CompletableFuture<List<ImportResult>> submit(ImportChunk chunk) {
        return submit(chunk, continuations);
    }

    /** @param executor completes the future */
    CompletableFuture<List<ImportResult>> submit(ImportChunk chunk, Executor executor) {
        return imports.submit(chunk, executor);
    }

    private <A> CompletableFuture<A> send(Request<A> request, Executor executor) {
        return streams != null && request instanceof OrderCommand<A> command
                ? streams.submit(command, executor)
                : calls.submit(request, executor);
    }

    private CompletableFuture<StockExport> export(Executor opened, Executor ofStocks) {
        return exports.open(new ExportCall.Executors(opened, ofStocks));
    }

    /** The type parameter of a query is that of its kind's answer. */
    @SuppressWarnings("unchecked")
    private static <A> CompletableFuture<A> answerOf(CompletableFuture<StockExport> opened) {
        return (CompletableFuture<A>) opened;
    }

    /** Refuses what comes from now on, waits for answers for {@code limit} at most, and fails what has none by then. */
    void close(Duration limit) {
        verifications.cancel(null);
        answers.close();
        subscriptions.close();
        exports.close();
        boolean interrupted = false;
        try {
            answers.await(limit);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            if (streams != null) streams.close();
        } finally {
            failTheRest(interrupted);
        }
    }

    /** @param wasInterrupted whether the caller was, and is not to wait for connections */
    private void failTheRest(boolean wasInterrupted) {
        boolean interrupted = wasInterrupted;
        try {
            answers.failAll(continuations, FAIL_MAX);
            if (own != null && !interrupted) own.close(FAIL_MAX);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (own != null) own.closeNow();
        continuations.close();
        listenerThreads.close();
        if (interrupted) Thread.currentThread().interrupt();
    }
}
