package io.inventory.client;

import io.inventory.OrderCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Several streams. The commands of one order keep to one of them, which keeps them in order. Thread-safe. */
final class CommandStreams implements AutoCloseable {
    private final List<CommandStream> streams = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "inventory-client-timer");
        thread.setDaemon(true);
        return thread;
    });

    CommandStreams(Connection connection, int count, UnaryCalls calls, OpenAnswers answers) {
        for (int i = 0; i < count; i++) streams.add(new CommandStream(connection, calls, answers, timer));
    }

    /** @param executor completes the future */
    <A> CompletableFuture<A> submit(OrderCommand<A> command, Executor executor) {
        int stream = Math.floorMod(command.orderId().hashCode(), streams.size());
        return streams.get(stream).submit(command, executor);
    }

    /** Ends the streams, all of them whatever one throws; what is not over yet is for the caller to fail. */
    @Override
    public void close() {
        Throwable failure = null;
        for (CommandStream stream : streams) failure = Attempts.attempt(stream::end, failure);
        timer.shutdownNow();
        Attempts.throwIfAny(failure);
    }
}
