package io.inventory.amqp.message;

import com.google.protobuf.Message;
import java.time.Instant;

/**
 * The event of an order's transition, or of a signal: always the same for the same one.
 *
 * @param type what happened
 * @param id follows from what happened; see {@link EventIds} and {@link io.inventory.Signal#eventId}
 * @param occurredAt when it was recorded, by the store's clock
 * @param body the event as JSON will carry it
 */
public record StockEvent(StockEventType type, String id, Instant occurredAt, Message body) {}
