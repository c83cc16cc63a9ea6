package io.inventory.client;

import java.time.Instant;

/**
 * How one server does.
 *
 * @param readOnly whether it refuses commands
 * @param reason why; empty if it does not
 * @param since since when it has been so
 */
public record ServerStatus(boolean readOnly, String reason, Instant since) {}
