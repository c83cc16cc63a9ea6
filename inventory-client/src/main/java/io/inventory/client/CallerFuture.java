package io.inventory.client;

import java.util.concurrent.CompletableFuture;

/**
 * An answer that a caller waits for. Whoever completes it, the caller too (who may cancel it, or limit it with {@code
 * orTimeout}), first ends what is still done for it: a continuation, which may block, finds it ended.
 */
abstract class CallerFuture<A> extends CompletableFuture<A> {
    private final OpenAnswers answers;

    CallerFuture(OpenAnswers answers) {
        this.answers = answers;
    }

    /**
     * Ends what is still done for this answer and makes room for another. Called before the future is done, on any
     * thread, once or more; must not block.
     */
    abstract void release();

    @Override
    public final boolean complete(A value) {
        release();
        boolean first = super.complete(value);
        answers.remove(this);
        return first;
    }

    @Override
    public final boolean completeExceptionally(Throwable failure) {
        release();
        boolean first = super.completeExceptionally(failure);
        answers.remove(this);
        return first;
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        release();
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        answers.remove(this);
        return cancelled;
    }
}
