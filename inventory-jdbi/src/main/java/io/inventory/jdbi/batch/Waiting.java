package io.inventory.jdbi.batch;

import io.inventory.Request;
import java.util.concurrent.CompletableFuture;

/** A request and who waits for its answer. */
final class Waiting<R extends Request<?>> {
    final R request;
    /** What it counts against the limits. */
    final int lines;

    final CompletableFuture<?> answer;
    final long sinceNanos = System.nanoTime();
    /** Whether it is a part of a batch: from then on giving up changes nothing. */
    private volatile boolean begun;

    private final boolean isLimited;
    private final long beginByNanos;

    Waiting(R request, int lines, CompletableFuture<?> answer) {
        this.request = request;
        this.lines = lines;
        this.answer = answer;
        isLimited = false;
        beginByNanos = 0;
    }

    /** @param beginByNanos by System.nanoTime(), when it is too late to begin */
    Waiting(R request, int lines, CompletableFuture<?> answer, long beginByNanos) {
        this.request = request;
        this.lines = lines;
        this.answer = answer;
        isLimited = true;
        this.beginByNanos = beginByNanos;
    }

    /** Whether nobody waits for it any more. */
    boolean isOver(long nowNanos) {
        return (isLimited && nowNanos - beginByNanos >= 0) || answer.isDone();
    }

    /** Becomes a part of a batch. Only a caller that blocks asks for it, and to say so takes time. */
    void begin() {
        if (answer instanceof BlockedCaller<?>) begun = true;
    }

    boolean isBegun() {
        return begun;
    }
}
