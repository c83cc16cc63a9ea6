package io.inventory.jdbi.sql.verification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/**
 * All tables as a verification reads them: row after row by their keys, and as they are, so that what the inventory did not
 * write is a finding and no failure. What follows a row of two keys is read in two statements, because H2 has no index for
 * comparisons of both at once.
 */
public interface VerificationTable {
    /** The beginning of others. */
    String SELECT_ENTRY = """
            select sku_id, version, change, reserved_change, available_after, reserved_after, reason, ref_id
            from inventory_logs
            """;

    /** The entries of a SKU after a version, up to another. */
    @SqlQuery(SELECT_ENTRY + """
            where sku_id = :sku and version > :after and version <= :last order by version limit :limit""")
    @RegisterRowMapper(EntryMapper.class)
    List<EntryRow> entriesOf(
            @Bind("sku") String sku, @Bind("after") long after, @Bind("last") long last, @Bind("limit") int limit);

    /** The version of a SKU's newest entry; none if it has no entry. */
    @SqlQuery("""
            select version from inventory_logs where sku_id = :sku order by version desc limit 1""")
    List<Long> lastEntry(@Bind("sku") String sku);

    /** The entries of all SKUs after one. */
    @SqlQuery(SELECT_ENTRY + """
            where sku_id > :sku order by sku_id, version limit :limit""")
    @RegisterRowMapper(EntryMapper.class)
    List<EntryRow> entriesAfter(@Bind("sku") String sku, @Bind("limit") int limit);

    @SqlQuery(SELECT_ENTRY + """
            where sku_id = :sku and version = :version""")
    @RegisterRowMapper(EntryMapper.class)
    List<EntryRow> entry(@Bind("sku") String sku, @Bind("version") long version);

    /** The same for many; one element an entry in each array. */
    @SqlQuery("""
            select l.sku_id, l.version, l.change, l.reserved_change, l.available_after, l.reserved_after, l.reason, l.ref_id
            from unnest(:skus, :versions) as k (sku_id, version)
            join inventory_logs l on l.sku_id = k.sku_id and l.version = k.version""")
    @RegisterRowMapper(EntryMapper.class)
    List<EntryRow> entries(@Bind("skus") String[] skus, @Bind("versions") Long[] versions);

    /** Which of the SKUs have a stock. */
    @SqlQuery("""
            select sku_id from inventory_stocks where sku_id in (<skus>)""")
    List<String> stocked(@BindList("skus") List<String> skus);

    /** The stocks after one. */
    @SqlQuery("""
            select sku_id, version, available_stock, reserved_stock from inventory_stocks
            where sku_id > :sku order by sku_id limit :limit""")
    @RegisterRowMapper(StockMapper.class)
    List<StockRow> stocksAfter(@Bind("sku") String sku, @Bind("limit") int limit);

    /** Which orders follow one, up to another, and how large they are. */
    @SqlQuery("""
            select order_id, octet_length(lines) + octet_length(rollbacks) from inventory_orders
            where order_id > :order and order_id <= :last order by order_id limit :limit""")
    @RegisterRowMapper(OrderMapper.class)
    List<OrderKey> ordersAfter(@Bind("order") String order, @Bind("last") String last, @Bind("limit") int limit);

    /** The last of all orders, by its id; none if there is no order. */
    @SqlQuery("""
            select order_id from inventory_orders where order_id > '' order by order_id desc limit 1""")
    List<String> lastOrder();

    /** The beginning of others. */
    String SELECT_REQUEST = """
            select sku_id, request_id, version, change, available_after, reserved_after from inventory_requests
            """;

    @SqlQuery(SELECT_REQUEST + """
            where sku_id = :sku and request_id = :request""")
    @RegisterRowMapper(RequestMapper.class)
    List<RequestRow> request(@Bind("sku") String sku, @Bind("request") String request);

    /** The same for many; one element a request in each array. */
    @SqlQuery("""
            select r.sku_id, r.request_id, r.version, r.change, r.available_after, r.reserved_after
            from unnest(:skus, :requests) as k (sku_id, request_id)
            join inventory_requests r on r.sku_id = k.sku_id and r.request_id = k.request_id""")
    @RegisterRowMapper(RequestMapper.class)
    List<RequestRow> requests(@Bind("skus") String[] skus, @Bind("requests") String[] requests);

    /** The requests of a SKU after one, up to another. */
    @SqlQuery(SELECT_REQUEST + """
            where sku_id = :sku and request_id > :request and request_id <= :last order by request_id limit :limit""")
    @RegisterRowMapper(RequestMapper.class)
    List<RequestRow> requestsOf(
            @Bind("sku") String sku,
            @Bind("request") String request,
            @Bind("last") String last,
            @Bind("limit") int limit);

    /** The last request of a SKU, by its id; none if it has no request. */
    @SqlQuery("""
            select request_id from inventory_requests where sku_id = :sku order by request_id desc limit 1""")
    List<String> lastRequest(@Bind("sku") String sku);

    /** The requests of all SKUs after one. */
    @SqlQuery(SELECT_REQUEST + """
            where sku_id > :sku order by sku_id, request_id limit :limit""")
    @RegisterRowMapper(RequestMapper.class)
    List<RequestRow> requestsAfter(@Bind("sku") String sku, @Bind("limit") int limit);

    /** The rows of a SKU after one, up to another, that lead to reservations. */
    @SqlQuery("""
            select sku_id, order_id, quantity, expires_at from inventory_reservations
            where sku_id = :sku and order_id > :order and order_id <= :last order by order_id limit :limit""")
    @RegisterRowMapper(ReservationMapper.class)
    List<HeldRow> reservationsOf(
            @Bind("sku") String sku, @Bind("order") String order, @Bind("last") String last, @Bind("limit") int limit);

    /** The last of a SKU, by its order; none if it has none. */
    @SqlQuery("""
            select order_id from inventory_reservations where sku_id = :sku order by order_id desc limit 1""")
    List<String> lastReservation(@Bind("sku") String sku);

    /** Those of all SKUs after one. */
    @SqlQuery("""
            select sku_id, order_id, quantity, expires_at from inventory_reservations
            where sku_id > :sku order by sku_id, order_id limit :limit""")
    @RegisterRowMapper(ReservationMapper.class)
    List<HeldRow> reservationsAfter(@Bind("sku") String sku, @Bind("limit") int limit);

    /** The checkpoints of a SKU after a version, up to another. */
    @SqlQuery("""
            select sku_id, version, archive <> '' from inventory_checkpoints
            where sku_id = :sku and version > :after and version <= :last order by version limit :limit""")
    @RegisterRowMapper(CheckpointMapper.class)
    List<CheckpointKey> checkpointsOf(
            @Bind("sku") String sku, @Bind("after") long after, @Bind("last") long last, @Bind("limit") int limit);

    /** The version of a SKU's newest checkpoint; none if it has none. */
    @SqlQuery("""
            select version from inventory_checkpoints where sku_id = :sku order by version desc limit 1""")
    List<Long> lastCheckpoint(@Bind("sku") String sku);

    /** Those of all SKUs after one. */
    @SqlQuery("""
            select sku_id, version, archive <> '' from inventory_checkpoints
            where sku_id > :sku order by sku_id, version limit :limit""")
    @RegisterRowMapper(CheckpointMapper.class)
    List<CheckpointKey> checkpointsAfter(@Bind("sku") String sku, @Bind("limit") int limit);

    /** The checkpoints up to which ledgers were archived. */
    @SqlQuery("""
            select sku_id, version, available_after, reserved_after from inventory_checkpoints
            where sku_id in (<skus>) and archive <> ''""")
    @RegisterRowMapper(ArchivedMapper.class)
    List<ArchivedRow> archived(@BindList("skus") List<String> skus);

    /** A ledger entry. */
    record EntryRow(
            String sku,
            long version,
            long change,
            long reservedChange,
            long available,
            long reserved,
            String reason,
            String refId) {}

    /** A stock. */
    record StockRow(String sku, long version, long available, long reserved) {}

    /** An order, and the bytes of its lists. */
    record OrderKey(String orderId, long bytes) {}

    /** An operator's request, with its recorded answer. */
    record RequestRow(String sku, String requestId, long version, long change, long available, long reserved) {}

    /** A row that leads to a reservation. */
    record HeldRow(String sku, String orderId, long quantity, Instant expiresAt) {}

    /** A checkpoint, and whether the entries that it is made of were archived. */
    record CheckpointKey(String sku, long version, boolean isArchived) {}

    /** A checkpoint in the place of entries that were archived. */
    record ArchivedRow(String sku, long version, long available, long reserved) {}

    /** Reads an entry. */
    final class EntryMapper implements RowMapper<EntryRow> {
        @Override
        public EntryRow map(ResultSet row, StatementContext context) throws SQLException {
            return new EntryRow(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getString(7),
                    row.getString(8));
        }
    }

    /** Reads a stock. */
    final class StockMapper implements RowMapper<StockRow> {
        @Override
        public StockRow map(ResultSet row, StatementContext context) throws SQLException {
            return new StockRow(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    /** Reads an order's key. */
    final class OrderMapper implements RowMapper<OrderKey> {
        @Override
        public OrderKey map(ResultSet row, StatementContext context) throws SQLException {
            return new OrderKey(row.getString(1), row.getLong(2));
        }
    }

    /** Reads a request. */
    final class RequestMapper implements RowMapper<RequestRow> {
        @Override
        public RequestRow map(ResultSet row, StatementContext context) throws SQLException {
            return new RequestRow(
                    row.getString(1), row.getString(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
        }
    }

    /** Reads a row that leads to a reservation. */
    final class ReservationMapper implements RowMapper<HeldRow> {
        @Override
        public HeldRow map(ResultSet row, StatementContext context) throws SQLException {
            return new HeldRow(
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getObject(4, OffsetDateTime.class).toInstant());
        }
    }

    /** Reads what was archived. */
    final class ArchivedMapper implements RowMapper<ArchivedRow> {
        @Override
        public ArchivedRow map(ResultSet row, StatementContext context) throws SQLException {
            return new ArchivedRow(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    /** Reads a checkpoint's key. */
    final class CheckpointMapper implements RowMapper<CheckpointKey> {
        @Override
        public CheckpointKey map(ResultSet row, StatementContext context) throws SQLException {
            return new CheckpointKey(row.getString(1), row.getLong(2), row.getBoolean(3));
        }
    }
}
