package io.inventory.jdbi;

import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * Proves from the tables alone that the ledger explains every stock: versions without a gap, each balance the one before
 * plus the change, the newest entry equal to the stock, no stock without a ledger and no ledger without a stock. Reads
 * the whole ledger once.
 */
public final class LedgerVerification {
    private static final int FINDINGS_MAX = 100;

    private LedgerVerification() {}

    /** What is wrong, at most 100 findings in plain words; empty if stock and ledger agree. */
    public static List<String> findings(DataSource dataSource) {
        try (Handle handle = SqlObjects.on(dataSource).open()) {
            return handle.createQuery("""
                            with chained as (
                                select sku_id, version, change, reserved_change, available_after, reserved_after,
                                    row_number() over w as position,
                                    coalesce(lag(available_after) over w, 0) as available_before,
                                    coalesce(lag(reserved_after) over w, 0) as reserved_before,
                                    count(*) over (partition by sku_id) as entries
                                from inventory_logs
                                window w as (partition by sku_id order by version)
                            )
                            select 'SKU ' || sku_id || ', version ' || cast(version as varchar)
                                || ': the version or a balance does not follow from the entry before'
                            from chained
                            where version <> position or available_after <> available_before + change
                                or reserved_after <> reserved_before + reserved_change
                            union all
                            select 'SKU ' || coalesce(s.sku_id, c.sku_id) || ': the stock is not that of the newest entry'
                            from inventory_stocks s
                            full join (select * from chained where version = entries) c on c.sku_id = s.sku_id
                            where s.sku_id is null or c.sku_id is null or s.version <> c.version
                                or s.available_stock <> c.available_after or s.reserved_stock <> c.reserved_after
                            limit %d""".formatted(FINDINGS_MAX))
                    .mapTo(String.class)
                    .list();
        }
    }
}
