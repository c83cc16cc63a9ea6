package io.inventory.client;

import io.grpc.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What calls go over.
 *
 * @param servers names the servers where something fails
 * @param deadline how long a call may take, attempts and pauses included
 * @param retries whether commands on streams are sent again; calls are as the channel says
 * @param metrics measures what goes over it; null if nobody does
 * @param several whether it is known to lead to several servers
 */
record Connection(
        Channel channel,
        String servers,
        Duration deadline,
        boolean retries,
        @Nullable ClientMetrics metrics,
        boolean several) {
    /** One that nobody measures, to a single server. */
    Connection(Channel channel, String servers, Duration deadline, boolean retries) {
        this(channel, servers, deadline, retries, null, false);
    }

    /** The same for calls that may take that long. */
    Connection withDeadline(Duration other) {
        return new Connection(channel, servers, other, retries, metrics, several);
    }
}
