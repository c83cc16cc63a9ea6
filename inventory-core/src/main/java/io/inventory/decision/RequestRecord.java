package io.inventory.decision;

import io.inventory.StockChanged;

/**
 * An operator's request that was carried out.
 *
 * @param key what it is recorded under
 * @param content what it asked for, in the form of {@link RequestContent}
 * @param answer the stock as it left it
 * @param change by how much it changed the available units
 */
public record RequestRecord(RequestKey key, String content, StockChanged answer, long change) {}
