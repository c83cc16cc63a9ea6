package io.inventory.grpc.http;

import java.time.Duration;

/**
 * What a connection may cost.
 *
 * @param firstMax how long a connection may take until the first byte of its first request, TLS included
 * @param requestMax how long a request may take to arrive
 * @param idleMax how long a connection may be silent between two requests
 * @param unreadMax how long an answer may take to be read
 * @param ageMax how old a connection may become, before it is closed with its next answer, so that calls spread over servers
 *     that were added
 * @param bytesHeldMax the most bytes of requests that arrive and of answers that are not sent yet, over all connections
 * @param lingerMax how long a connection is still read after a refusal that came before the whole request, so that the refusal
 *     is seen
 */
public record HttpLimits(
        Duration firstMax,
        Duration requestMax,
        Duration idleMax,
        Duration unreadMax,
        Duration ageMax,
        long bytesHeldMax,
        Duration lingerMax) {
    /** The most bytes of a request's body. */
    public static final int BODY_BYTES_MAX = 4 << 20;

    /** The most bytes of the first line; the longest path of a method has fewer than 100. */
    public static final int LINE_BYTES_MAX = 1 << 10;

    /** The most bytes of all headers of a request. */
    public static final int HEADER_BYTES_MAX = 16 << 10;

    /**
     * The most heads, and pieces of bodies, that may arrive on a connection before the request in front of them is answered: those
     * of 80 small requests, which is more than one read of a connection brings.
     */
    static final int WAITING_MAX = 160;

    /** How long a request may take to arrive where nothing else is said: 4 MiB over a slow line. */
    public static final Duration REQUEST_MAX_DEFAULT = Duration.ofSeconds(10);

    /** How long a connection may be silent where nothing else is said. */
    public static final Duration IDLE_MAX_DEFAULT = Duration.ofSeconds(60);

    /** How much may be held where nothing else is said: 64 MiB. */
    public static final long BYTES_HELD_MAX_DEFAULT = 64 << 20;

    /** How long a connection is still read after a refusal where nothing else is said. */
    public static final Duration LINGER_MAX_DEFAULT = Duration.ofSeconds(2);

    /** The defaults, where the rest is as given. */
    public static HttpLimits of(Duration firstMax, Duration unreadMax, Duration ageMax) {
        return new HttpLimits(
                firstMax,
                REQUEST_MAX_DEFAULT,
                IDLE_MAX_DEFAULT,
                unreadMax,
                ageMax,
                BYTES_HELD_MAX_DEFAULT,
                LINGER_MAX_DEFAULT);
    }
}
