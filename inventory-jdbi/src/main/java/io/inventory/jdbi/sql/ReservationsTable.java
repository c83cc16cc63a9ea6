package io.inventory.jdbi.sql;

import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.decision.ReservedUnits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** The table {@code inventory_reservations}: which reservations hold units of a SKU. Its rows are written with the order's. */
@RegisterRowMapper(ReservationsTable.Mapper.class)
interface ReservationsTable {
    /** Inserts or changes many; one element a row in each array. */
    String PUT_ALL = """
            insert into inventory_reservations (sku_id, order_id, quantity, expires_at)
            select unnest(:heldSkus), unnest(:heldOrders), unnest(:heldUnits), unnest(:heldUntil)::timestamptz
            on conflict (sku_id, order_id) do update set quantity = excluded.quantity, expires_at = excluded.expires_at""";

    /** Deletes many, as far as they are there; one element a row in each array. */
    String DELETE_ALL = """
            delete from inventory_reservations r
            using (select unnest(:freeSkus) as sku_id, unnest(:freeOrders) as order_id) d
            where r.sku_id = d.sku_id and r.order_id = d.order_id""";

    @SqlBatch("""
            insert into inventory_reservations (sku_id, order_id, quantity, expires_at)
            values (:sku, :orderId, :quantity, :expiresAt)
            on conflict (sku_id, order_id) do update set quantity = excluded.quantity, expires_at = excluded.expires_at""")
    int[] put(@BindMethods List<ReservationRow> rows);

    @SqlBatch("""
            merge into inventory_reservations (sku_id, order_id, quantity, expires_at)
            key (sku_id, order_id) values (:sku, :orderId, :quantity, :expiresAt)""")
    int[] putOnH2(@BindMethods List<ReservationRow> rows);

    @SqlBatch("""
            delete from inventory_reservations where sku_id = :sku and order_id = :orderId""")
    int[] delete(@BindMethods List<ReservationRow> rows);

    /** Those of a SKU whose time is over, after one of them, in the order in which they ran out. */
    @SqlQuery("""
            select sku_id, order_id, quantity, expires_at from inventory_reservations
            where sku_id = :sku and expires_at <= :now and expires_at >= :afterTime
                and (expires_at > :afterTime or order_id > :afterOrder)
            order by expires_at, order_id limit :limit""")
    List<ReservationRow> findOverdue(
            @Bind("sku") String sku,
            @Bind("now") OffsetDateTime now,
            @Bind("afterTime") OffsetDateTime afterTime,
            @Bind("afterOrder") String afterOrder,
            @Bind("limit") int limit);

    /** A row as it is written. */
    record ReservationRow(String sku, String orderId, long quantity, OffsetDateTime expiresAt) {
        static List<ReservationRow> all(List<ReservedUnits> reservations) {
            return reservations.stream()
                    .map(units -> new ReservationRow(
                            units.sku().value(),
                            units.orderId().value(),
                            units.quantity(),
                            units.expiresAt().atOffset(ZoneOffset.UTC)))
                    .toList();
        }

        ReservedUnits units() {
            return new ReservedUnits(new Sku(sku), new OrderId(orderId), quantity, expiresAt.toInstant());
        }
    }

    /** Reads a whole row. */
    final class Mapper implements RowMapper<ReservationRow> {
        @Override
        public ReservationRow map(ResultSet row, StatementContext context) throws SQLException {
            return new ReservationRow(
                    row.getString(1), row.getString(2), row.getLong(3), row.getObject(4, OffsetDateTime.class));
        }
    }
}
