package io.inventory.jdbi;

import java.time.Instant;

/**
 * A reservation that nobody has confirmed yet.
 *
 * @param orderId as it is in the row; if the inventory did not write it, it may be none
 * @param expiresAt until when it holds, by the store's clock
 */
public record ExpiringReservation(String orderId, Instant expiresAt) {}
