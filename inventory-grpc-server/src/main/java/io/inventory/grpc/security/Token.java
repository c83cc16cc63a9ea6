package io.inventory.grpc.security;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes tokens. */
final class Token {
    /** By which a token that leaked is recognized where it should not be. */
    private static final String PREFIX = "inv_";

    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Token() {}

    /** A new one, of 256 random bits: too many for anybody to guess, so that a plain hash of it gives nothing away. */
    static String make() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
