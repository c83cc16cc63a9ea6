package io.inventory.client;

/** Stops retries while most commands fail, as gRPC does for calls. Not thread-safe. */
final class RetryThrottle {
    private double tokens = RetryPolicy.TOKENS_MAX;

    void succeeded() {
        tokens = Math.min(RetryPolicy.TOKENS_MAX, tokens + RetryPolicy.TOKENS_A_SUCCESS);
    }

    void failed() {
        tokens = Math.max(0, tokens - 1);
    }

    boolean allows() {
        return tokens > RetryPolicy.TOKENS_MAX / 2;
    }
}
