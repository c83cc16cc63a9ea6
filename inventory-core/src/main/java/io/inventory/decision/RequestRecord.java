package io.inventory.decision;

import io.inventory.StockChanged;

/**
 * An operator's request that was carried out.
 *
 * @param key what it is recorded under
 * @param content what it asked for, in the form of {@link RequestContent}
 * @param answer what it was answered
 */
public record RequestRecord(RequestKey key, String content, StockChanged answer) {}
