package io.inventory.grpc.security;

/** What the callers file has of a token, for tests of other packages. */
public final class TestTokens {
    private TestTokens() {}

    /** {@code sha256:} and the hash in hex. */
    public static String hash(String token) {
        return TokenHash.of(token).toString();
    }
}
