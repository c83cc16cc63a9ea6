package io.inventory.jdbi.sql;

import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Origin;
import io.inventory.decision.ContentFingerprints;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.RollbackRecord;
import io.inventory.jdbi.sql.Dialect.ReservedOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** The table {@code inventory_orders}: one row holds all of an order. */
@RegisterRowMapper(OrdersTable.Mapper.class)
interface OrdersTable {
    /** A whole row, in the order that {@link Mapper} reads. */
    String SELECT = """
            select order_id, origin, status, lines, rollbacks, rejection, expires_at, reserved_until, confirmed_at,
                closed_at, created_at, updated_at
            from inventory_orders
            """;

    /** Locks many; one key an order. */
    String LOCK_ALL = SELECT + """
            where order_id = any(:orders) order by order_id for update""";

    @SqlQuery(SELECT + """
            where order_id = :order for update""")
    List<LoadedOrder> lock(@Bind("order") String orderId);

    @SqlQuery(SELECT + """
            where order_id = :order""")
    List<LoadedOrder> find(@Bind("order") String orderId);

    @SqlQuery(SELECT + """
            where order_id = any(:orders)""")
    List<LoadedOrder> findAll(@Bind("orders") String[] orderIds);

    @SqlQuery(SELECT + """
            where order_id in (<orders>)""")
    List<LoadedOrder> findListed(@BindList("orders") List<String> orderIds);

    /**
     * Inserts many; one element an order in each array. One that another transaction inserted meanwhile fails all, which are
     * then run again: checking each of them first ({@code on conflict}) took a sixth of the time of a batch.
     */
    String INSERT_ALL = """
            insert into inventory_orders (order_id, origin, status, lines, rollbacks, rejection, expires_at,
                reserved_until, confirmed_at, closed_at, created_at, updated_at)
            select unnest(:newOrders), unnest(:newOrigins), unnest(:newStatuses), unnest(:newLines),
                unnest(:newRollbacks), unnest(:newRejections), unnest(:newExpiresAt)::timestamptz,
                unnest(:newReservedUntil)::timestamptz, unnest(:newConfirmedAt)::timestamptz,
                unnest(:newClosedAt)::timestamptz, :now, :now""";

    /** The same for those that took their units for good, and nothing else happened: what they have in common is no array. */
    String INSERT_DEDUCTED = """
            insert into inventory_orders (order_id, origin, status, lines, rollbacks, created_at, updated_at)
            select unnest(:newOrders), 'DEDUCT', 'DEDUCTED', unnest(:newLines), '[]', :now, :now""";

    /** Updates many; one element an order in each array. Fails unless all of them exist. */
    String UPDATE_ALL = """
            with changed as (
                update inventory_orders o
                set status = c.status, lines = c.lines, rollbacks = c.rollbacks,
                    expires_at = c.expires_at, reserved_until = c.reserved_until,
                    confirmed_at = c.confirmed_at, closed_at = c.closed_at, updated_at = :now
                from (select unnest(:oldOrders) as order_id, unnest(:oldStatuses) as status,
                    unnest(:oldLines) as lines, unnest(:oldRollbacks) as rollbacks,
                    unnest(:oldExpiresAt::timestamptz[]) as expires_at,
                    unnest(:oldReservedUntil::timestamptz[]) as reserved_until,
                    unnest(:oldConfirmedAt::timestamptz[]) as confirmed_at,
                    unnest(:oldClosedAt::timestamptz[]) as closed_at) c
                where o.order_id = c.order_id
                returning 1)
            select case when count(*) = :ordersChanged then 0
                else ('changed ' || count(*) || ' of ' || :ordersChanged || ' locked orders')::int end
            from changed""";

    @SqlBatch("""
            insert into inventory_orders (order_id, origin, status, lines, rollbacks, rejection, expires_at,
                reserved_until, confirmed_at, closed_at, created_at, updated_at)
            values (:orderId, :origin, :status, :lines, :rollbacks, :rejection, :expiresAt, :reservedUntil, :confirmedAt,
                :closedAt, :createdAt, :updatedAt)
            on conflict do nothing""")
    int[] insert(@BindMethods List<OrderRow> rows);

    @SqlBatch("""
            update inventory_orders
            set status = :status, lines = :lines, rollbacks = :rollbacks, expires_at = :expiresAt,
                reserved_until = :reservedUntil, confirmed_at = :confirmedAt,
                closed_at = :closedAt, updated_at = :updatedAt
            where order_id = :orderId""")
    int[] update(@BindMethods List<OrderRow> rows);

    /** The reservations whose time is over, after one of them, in the order in which they ran out. */
    @SqlQuery("""
            select order_id, expires_at, octet_length(lines) from inventory_orders
            where status = 'RESERVED' and expires_at <= :now and expires_at >= :afterTime
                and (expires_at > :afterTime or order_id > :afterOrder)
            order by status, expires_at, order_id limit :limit""")
    @RegisterRowMapper(OverdueMapper.class)
    List<OverdueOrder> findOverdue(
            @Bind("now") OffsetDateTime now,
            @Bind("afterTime") OffsetDateTime afterTime,
            @Bind("afterOrder") String afterOrder,
            @Bind("limit") int limit);

    /** The orders after one, in the order of their ids, whether each is due to be compacted, and how large it is. */
    @SqlQuery("""
            select order_id, status in ('REJECTED', 'ROLLED_BACK', 'EXPIRED') and closed_at <= :before and lines like '[%',
                octet_length(lines) + octet_length(rollbacks)
            from inventory_orders where order_id > :after order by order_id limit :limit""")
    @RegisterRowMapper(ClosedMapper.class)
    List<ClosedOrder> findClosed(
            @Bind("after") String after, @Bind("before") OffsetDateTime before, @Bind("limit") int limit);

    /** Replaces the details of closed orders, unless they are not as they were read. */
    @SqlBatch("""
            update inventory_orders set lines = :lines, rollbacks = :rollbacks, rejection = :rejection
            where order_id = :orderId and status = :status and updated_at = :updatedAt and lines like '[%'""")
    int[] compact(@BindMethods List<OrderRow> rows);

    /**
     * An order that may be closed.
     *
     * @param orderId its id, as it is in the row
     * @param isDue whether it is to be compacted
     * @param bytes how large its lists are
     */
    record ClosedOrder(String orderId, boolean isDue, long bytes) {}

    /** Reads which order is due. */
    final class ClosedMapper implements RowMapper<ClosedOrder> {
        @Override
        public ClosedOrder map(ResultSet row, StatementContext context) throws SQLException {
            return new ClosedOrder(row.getString(1), row.getBoolean(2), row.getLong(3));
        }
    }

    /** Which of the orders are reservations, and how large their lines are, which are not read; one key an order. */
    @SqlQuery("""
            select order_id, octet_length(lines) from inventory_orders
            where order_id = any(:orders) and status = 'RESERVED'""")
    @RegisterRowMapper(ReservedMapper.class)
    List<ReservedOrder> findReserved(@Bind("orders") String[] orderIds);

    @SqlQuery("""
            select order_id, octet_length(lines) from inventory_orders
            where order_id in (<orders>) and status = 'RESERVED'""")
    @RegisterRowMapper(ReservedMapper.class)
    List<ReservedOrder> findReservedListed(@BindList("orders") List<String> orderIds);

    /** Reads which order is a reservation. */
    final class ReservedMapper implements RowMapper<ReservedOrder> {
        @Override
        public ReservedOrder map(ResultSet row, StatementContext context) throws SQLException {
            return new ReservedOrder(row.getString(1), row.getLong(2));
        }
    }

    /** Reads an overdue order. */
    final class OverdueMapper implements RowMapper<OverdueOrder> {
        @Override
        public OverdueOrder map(ResultSet row, StatementContext context) throws SQLException {
            return new OverdueOrder(
                    row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant(), row.getInt(3));
        }
    }

    /** A row as it is written. */
    record OrderRow(
            String orderId,
            @Nullable String origin,
            String status,
            String lines,
            String rollbacks,
            @Nullable String rejection,
            @Nullable OffsetDateTime expiresAt,
            @Nullable OffsetDateTime reservedUntil,
            @Nullable OffsetDateTime confirmedAt,
            @Nullable OffsetDateTime closedAt,
            OffsetDateTime createdAt,
            OffsetDateTime updatedAt) {
        static List<OrderRow> all(List<OrderRecord> orders) {
            return orders.stream().map(OrderRow::of).toList();
        }

        private static OrderRow of(OrderRecord order) {
            return new OrderRow(
                    order.id().value(),
                    order.origin() == null ? null : order.origin().name(),
                    order.status().name(),
                    order.fingerprints() == null
                            ? OrderJson.lines(order.lines())
                            : OrderJson.fingerprints(order.fingerprints()),
                    OrderJson.rollbacks(order.rollbacks()),
                    order.rejection() == null ? null : OrderJson.rejection(order.rejection()),
                    utcOrNull(order.expiresAt()),
                    utcOrNull(order.reservedUntil()),
                    utcOrNull(order.confirmedAt()),
                    utcOrNull(order.closedAt()),
                    order.createdAt().atOffset(ZoneOffset.UTC),
                    order.updatedAt().atOffset(ZoneOffset.UTC));
        }

        /** Whether it took its units for good, and nothing else happened to it. */
        boolean isDeducted() {
            return "DEDUCT".equals(origin)
                    && status.equals("DEDUCTED")
                    && rollbacks.equals("[]")
                    && rejection == null
                    && expiresAt == null
                    && confirmedAt == null
                    && closedAt == null;
        }

        private static @Nullable OffsetDateTime utcOrNull(@Nullable Instant instant) {
            return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
        }
    }

    /** Reads a whole row; one that can't be read is an {@link LoadedOrder.Unreadable}. */
    final class Mapper implements RowMapper<LoadedOrder> {
        @Override
        public LoadedOrder map(ResultSet row, StatementContext context) throws SQLException {
            OrderId id = new OrderId(row.getString(1));
            try {
                return new LoadedOrder.Usable(order(id, row));
            } catch (UnreadableValueException e) {
                return new LoadedOrder.Unreadable(id, UnreadableRowException.order(id, e));
            }
        }

        private static OrderRecord order(OrderId id, ResultSet row) throws SQLException {
            String origin = row.getString(2);
            String lines = row.getString(4);
            List<RollbackRecord> rollbacks = OrderJson.rollbacks(row.getString(5));
            String rejection = row.getString(6);
            ContentFingerprints fingerprints =
                    OrderJson.isFingerprints(lines) ? OrderJson.fingerprints(lines, rollbacks.size()) : null;
            return new OrderRecord(
                    id,
                    origin == null ? null : Constants.read(Origin.class, "origin", origin),
                    Constants.read(OrderStatus.class, "status", row.getString(3)),
                    fingerprints == null ? OrderJson.lines(lines) : List.of(),
                    rollbacks,
                    rejection == null ? null : OrderJson.rejection(rejection),
                    instantOrNull(row, 7),
                    instantOrNull(row, 8),
                    instantOrNull(row, 9),
                    instantOrNull(row, 10),
                    row.getObject(11, OffsetDateTime.class).toInstant(),
                    row.getObject(12, OffsetDateTime.class).toInstant(),
                    fingerprints);
        }

        private static @Nullable Instant instantOrNull(ResultSet row, int column) throws SQLException {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
    }
}
