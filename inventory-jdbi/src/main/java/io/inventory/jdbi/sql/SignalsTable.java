package io.inventory.jdbi.sql;

import io.inventory.ExpirySignal;
import io.inventory.InvalidRequestException;
import io.inventory.OrderId;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.Sku;
import io.inventory.StockSignal;
import io.inventory.StockSignalKind;
import io.inventory.decision.LedgerKey;
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
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The table {@code inventory_signals}. Its rows are written with the changes that bring them about, and numbered later. */
@RegisterRowMapper(SignalsTable.Mapper.class)
@RegisterRowMapper(SignalsTable.KeyMapper.class)
@RegisterRowMapper(SignalsTable.AgeMapper.class)
interface SignalsTable {
    /** Inserts many; one element a signal in each array. */
    String INSERT_ALL = """
            insert into inventory_signals (sku_id, version, kind, available, reserved, sellable, order_id, given_back,
                created_at)
            select unnest(:signalSkus), unnest(:signalVersions), unnest(:signalKinds), unnest(:signalAvailable),
                unnest(:signalReserved), unnest(:signalSellable), unnest(:signalOrders), unnest(:signalGivenBack),
                unnest(:signalTimes)::timestamptz""";

    @SqlBatch("""
            insert into inventory_signals (sku_id, version, kind, available, reserved, sellable, order_id, given_back,
                created_at)
            values (:sku, :version, :kind, :available, :reserved, :sellable, :orderId, :givenBack, :createdAt)""")
    int[] insert(@BindMethods List<SignalRow> rows);

    /** Those that have no position yet; of a SKU in the order in which they happened, because its times never go back. */
    @SqlQuery("""
            select sku_id, version, kind from inventory_signals where position is null
            order by position, created_at, sku_id, version, kind limit :limit""")
    List<SignalKey> findUnnumbered(@Bind("limit") int limit);

    /** How many have no position yet, up to a limit. */
    @SqlQuery("""
            select count(*) from (select sku_id from inventory_signals where position is null limit :limit) unnumbered""")
    long countUnnumbered(@Bind("limit") int limit);

    @SqlBatch("""
            update inventory_signals set position = :position
            where sku_id = :sku and version = :version and kind = :kind and position is null""")
    int[] number(@BindMethods List<SignalKey> keys, @Bind("position") List<Long> positions);

    @SqlQuery("""
            select position, sku_id, version, kind, available, reserved, sellable, order_id, given_back, created_at
            from inventory_signals where position > :after order by position limit :limit""")
    List<SignalEntry> page(@Bind("after") long after, @Bind("limit") int limit);

    @SqlQuery("""
            select position, created_at from inventory_signals where position > :after order by position limit :limit""")
    List<SignalAge> ages(@Bind("after") long after, @Bind("limit") int limit);

    /** The key of a SKU's last signal after a version, if there is one. */
    @SqlQuery("""
            select sku_id, version, kind from inventory_signals
            where sku_id = :sku and version > :version order by version desc limit 1""")
    List<SignalKey> findLastAfter(@Bind("sku") String sku, @Bind("version") long version);

    /** The same for many; one element a SKU in each array. */
    @SqlQuery("""
            select k.sku_id, s.version, s.kind
            from unnest(:skus, :versions) as k (sku_id, version)
            cross join lateral (select version, kind from inventory_signals
                where sku_id = k.sku_id and version > k.version order by version desc limit 1) s""")
    List<SignalKey> findAllLastAfter(@Bind("skus") String[] skus, @Bind("versions") Long[] versions);

    @SqlUpdate("""
            delete from inventory_signals where position > :after and position <= :last""")
    int prune(@Bind("after") long after, @Bind("last") long last);

    /** Identifies a row. */
    record SignalKey(String sku, long version, String kind) {
        LedgerKey ledgerKey() {
            return new LedgerKey(new Sku(sku), version);
        }
    }

    /** When the signal at a position was written. */
    record SignalAge(long position, Instant createdAt) {}

    /** A row as it is written. */
    record SignalRow(
            String sku,
            long version,
            String kind,
            long available,
            long reserved,
            long sellable,
            @Nullable String orderId,
            @Nullable String givenBack,
            OffsetDateTime createdAt) {
        private static final String EXPIRY = "EXPIRY";

        static List<SignalRow> all(List<Signal> signals) {
            return signals.stream().map(SignalRow::of).toList();
        }

        private static SignalRow of(Signal signal) {
            OffsetDateTime at = signal.occurredAt().atOffset(ZoneOffset.UTC);
            String sku = signal.sku().value();
            if (signal instanceof StockSignal edge)
                return new SignalRow(
                        sku,
                        edge.version(),
                        edge.kind().name(),
                        edge.available(),
                        edge.reserved(),
                        edge.sellable(),
                        null,
                        null,
                        at);
            ExpirySignal expiry = (ExpirySignal) signal;
            String orderId = expiry.orderId().value();
            String givenBack = OrderJson.units(expiry.givenBack());
            return new SignalRow(sku, expiry.version(), EXPIRY, 0, 0, 0, orderId, givenBack, at);
        }
    }

    /** Reads a whole row with its position. */
    final class Mapper implements RowMapper<SignalEntry> {
        /** @throws UnreadableRowException if a newer version wrote it, or somebody other than the inventory */
        @Override
        public SignalEntry map(ResultSet row, StatementContext context) throws SQLException {
            String sku = row.getString(2);
            long version = row.getLong(3);
            try {
                return new SignalEntry(row.getLong(1), signal(row));
            } catch (UnreadableValueException e) {
                throw UnreadableRowException.signal(sku, version, e);
            } catch (InvalidRequestException | IllegalArgumentException e) {
                throw UnreadableRowException.signal(
                        sku, version, UnreadableValueException.malformed("a value", e.getMessage()));
            }
        }

        private static Signal signal(ResultSet row) throws SQLException {
            long version = row.getLong(3);
            String kind = row.getString(4);
            Instant at = row.getObject(10, OffsetDateTime.class).toInstant();
            if (kind.equals(SignalRow.EXPIRY))
                return new ExpirySignal(
                        new OrderId(text(row, 8, "an order_id")),
                        OrderJson.units(text(row, 9, "a given_back")),
                        version,
                        at);
            return new StockSignal(
                    Constants.read(StockSignalKind.class, "kind", kind),
                    new Sku(row.getString(2)),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    version - 1,
                    version,
                    at);
        }

        /** Of a column that has none where the signal is of another kind. */
        private static String text(ResultSet row, int column, String named) throws SQLException {
            String text = row.getString(column);
            if (text == null) throw UnreadableValueException.malformed(named, null);
            return text;
        }
    }

    /** Reads a key. */
    final class KeyMapper implements RowMapper<SignalKey> {
        @Override
        public SignalKey map(ResultSet row, StatementContext context) throws SQLException {
            return new SignalKey(row.getString(1), row.getLong(2), row.getString(3));
        }
    }

    /** Reads when a signal was written. */
    final class AgeMapper implements RowMapper<SignalAge> {
        @Override
        public SignalAge map(ResultSet row, StatementContext context) throws SQLException {
            return new SignalAge(
                    row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant());
        }
    }
}
