package io.inventory.jdbi.sql;

import java.time.Instant;

/**
 * A reservation whose time is over.
 *
 * @param orderId as it is in the row; if the inventory did not write it, it may be none
 * @param expiresAt until when it held
 * @param linesBytes the length of its lines in the row, from which follows how much work it is
 */
public record OverdueOrder(String orderId, Instant expiresAt, int linesBytes) {}
