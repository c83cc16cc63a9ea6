package io.inventory.client;

import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.client.wire.StreamMessages;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A command of a stream, and the future of its caller. */
final class PendingCommand<A> extends CallerFuture<A> {
    final long number;
    final OrderCommand<A> command;
    /** Whether the stream has it; set by the stream. */
    volatile boolean open;

    // The stream's, and guarded by it.
    long deadlineNanos;
    long sentNanos;
    int sends;
    /** Whether it is sent as a call of its own; from the begin, if streams don't take its kind. */
    boolean alone;

    @Nullable
    PendingCommand<?> before;

    @Nullable
    PendingCommand<?> after;

    private final CommandStream stream;
    private final @Nullable ProcessOrdersRequest message;
    private final Executor executor;

    /** @param executor completes the future */
    PendingCommand(CommandStream stream, long number, OrderCommand<A> command, Executor executor) {
        super(stream.answers());
        this.stream = stream;
        this.number = number;
        this.command = command;
        this.message = StreamMessages.request(number, command);
        this.alone = message == null;
        this.executor = executor;
    }

    OrderId orderId() {
        return command.orderId();
    }

    /** What the stream is sent, unless the command is sent alone. */
    ProcessOrdersRequest message() {
        return Objects.requireNonNull(message);
    }

    @Override
    void release() {
        if (open) stream.giveUp(this);
    }

    void answer(ProcessOrdersResponse response) {
        executor.execute(() -> {
            A value;
            try {
                value = StreamMessages.answer(command, response);
            } catch (Throwable e) {
                completeExceptionally(
                        new InternalErrorException("the answer cannot be understood: " + e.getMessage(), e));
                return;
            }
            complete(value);
        });
    }

    /** With what a call of its own brought: a failure, or else an answer. */
    void finish(A value, @Nullable Throwable failure) {
        executor.execute(() -> {
            if (failure == null) complete(value);
            else completeExceptionally(failure);
        });
    }

    void fail(Supplier<InventoryException> failure) {
        executor.execute(() -> completeExceptionally(failure.get()));
    }
}
