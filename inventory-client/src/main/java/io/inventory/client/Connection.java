package io.inventory.client;

import io.grpc.Channel;
import java.time.Duration;

/**
 * What calls go over.
 *
 * @param servers names the servers where something fails
 * @param deadline how long a call may take, attempts and pauses included
 * @param retries whether commands on streams are sent again; calls are as the channel says
 */
record Connection(Channel channel, String servers, Duration deadline, boolean retries) {}
