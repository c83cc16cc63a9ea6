package io.inventory.amqp.message;

import com.google.protobuf.Message;
import java.time.Instant;

/**
 * The event of an order's transition: always the same for the same transition.
 *
 * @param type what happened
 * @param id follows from the order and the transition; see {@link EventIds}
 * @param occurredAt when it was recorded, by the store's clock
 * @param body the event as JSON will carry it
 */
public record StockEvent(StockEventType type, String id, Instant occurredAt, Message body) {}
