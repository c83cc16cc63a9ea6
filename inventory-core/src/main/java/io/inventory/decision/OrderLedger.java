package io.inventory.decision;

import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.Page;
import io.inventory.RefusedException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The ledger of an order, which knows its entries: no store needs an index by order. */
public final class OrderLedger {
    private static final Comparator<LedgerEntry> NEWEST_FIRST =
            Comparator.comparing(LedgerEntry::id, LedgerIds::compare).reversed();

    private OrderLedger() {}

    /**
     * Which entries the order made, in no order.
     *
     * @throws RefusedException if that is not known any more
     */
    public static List<LedgerKey> keys(OrderRecord order) {
        if (order.isCompacted()) throw RefusedException.orderCompacted(order.id());
        return order.lines().stream()
                .flatMap(line -> line.versions().stream().map(version -> new LedgerKey(line.sku(), version)))
                .toList();
    }

    /**
     * The page that {@code list} asks for.
     *
     * @param entries all entries of the order, in any order
     */
    public static Page<LedgerEntry> page(ListOrderLedger list, Collection<LedgerEntry> entries) {
        Optional<UUID> before = list.beforeEntry();
        return list.page(entries.stream()
                .filter(entry -> list.range().contains(entry.createdAt()))
                .filter(entry -> before.isEmpty() || LedgerIds.compare(entry.id(), before.get()) < 0)
                .sorted(NEWEST_FIRST)
                .limit(list.pageSize() + 1L)
                .toList());
    }
}
