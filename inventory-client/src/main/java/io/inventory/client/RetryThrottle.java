package io.inventory.client;

/** Stops retries while most attempts fail, as gRPC does for calls that have had no answer yet. Thread-safe. */
final class RetryThrottle {
    private final double tokensMax;
    private final double tokensASuccess;
    private volatile double tokens;

    private RetryThrottle(double tokensMax, double tokensASuccess) {
        this.tokensMax = tokensMax;
        this.tokensASuccess = tokensASuccess;
        this.tokens = tokensMax;
    }

    static RetryThrottle ofCommands() {
        return new RetryThrottle(RetryPolicy.TOKENS_MAX, RetryPolicy.TOKENS_A_SUCCESS);
    }

    static RetryThrottle ofCalls() {
        return new RetryThrottle(RetryPolicy.CALL_TOKENS_MAX, RetryPolicy.TOKENS_A_CALL_ANSWERED);
    }

    void succeeded() {
        // without a lock where all is well
        if (tokens < tokensMax) add(tokensASuccess);
    }

    void failed() {
        add(-1);
    }

    private synchronized void add(double more) {
        tokens = Math.min(tokensMax, Math.max(0, tokens + more));
    }

    boolean allows() {
        return tokens > tokensMax / 2;
    }
}
