/**
 * The API's requests and outcomes as messages of {@code io.inventory.v1}, and which rpc is for which request. No API: it is
 * for the client alone, and it must know nothing of channels, streams, threads or retries.
 */
@NullMarked
package io.inventory.client.wire;

import org.jspecify.annotations.NullMarked;
