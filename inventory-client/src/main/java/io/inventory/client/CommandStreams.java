package io.inventory.client;

import io.grpc.ManagedChannel;
import io.inventory.OrderCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A stream for each server; the commands of one order keep to one of them, so that they keep their order. */
final class CommandStreams implements AutoCloseable {
    private final List<CommandStream> streams = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "inventory-client-timer");
        thread.setDaemon(true);
        return thread;
    });

    CommandStreams(ManagedChannel channel, String servers, Duration deadline, int count) {
        for (int i = 0; i < count; i++) streams.add(new CommandStream(channel, servers, deadline, timer));
    }

    <A> CompletableFuture<A> submit(OrderCommand<A> command) {
        int stream = Math.floorMod(command.orderId().hashCode(), streams.size());
        return streams.get(stream).submit(command);
    }

    @Override
    public void close() {
        streams.forEach(CommandStream::close);
        timer.shutdownNow();
    }
}
