package io.inventory.grpc;

import java.time.Duration;

/**
 * What connections may cost. Each that a caller meets ends its connection, and none of its neighbours'.
 *
 * @param connectionsMax the most open connections; one more is closed at once
 * @param perPeerMax the most open connections from one address; one more is closed at once
 * @param handshakeMax how long a connection may take until it has said that it speaks HTTP/2, TLS included
 * @param idleMax how long a connection may be without a call before it is sent away
 * @param ageMax how old a connection may become before it is sent away, so that calls spread over servers that were added;
 *     then calls have {@link #AGE_GRACE} to end
 * @param unreadMax how long a peer may leave unread what is sent to it before its connection is closed; until then nothing
 *     more is read from it
 */
public record ConnectionLimits(
        int connectionsMax,
        int perPeerMax,
        Duration handshakeMax,
        Duration idleMax,
        Duration ageMax,
        Duration unreadMax) {
    /** How long calls may go on when their connection is too old. */
    public static final Duration AGE_GRACE = Duration.ofMinutes(1);

    /** The most bytes of metadata of a call. */
    public static final int METADATA_BYTES_MAX = 16 << 10;

    /** The most bytes that are read from a connection before what they are answered with is sent, or waits. */
    static final int READ_BYTES_MAX = 4 << 10;

    /** Who pings more often is sent away, with too_many_pings. */
    public static final Duration PING_INTERVAL_MIN = Duration.ofSeconds(5);

    /**
     * The most calls that a connection may give up within {@link #RESETS_WINDOW}, before it is closed. Callers with a deadline
     * of a second give up 1,000 a second at most, all that a connection may have under way.
     */
    public static final int RESETS_MAX = 20_000;

    /** See {@link #RESETS_MAX}. */
    public static final Duration RESETS_WINDOW = Duration.ofSeconds(10);

    /** What holds where nothing else is said: 2,000, half of them from one address; 10 s, 10 min, 30 min and 30 s. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            2_000,
            1_000,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofSeconds(30));
}
