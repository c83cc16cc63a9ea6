package io.inventory.jdbi.sql;

import io.inventory.InvalidRequestException;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.StockLevel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The table {@code inventory_stocks}. */
@RegisterRowMapper(StocksTable.LevelMapper.class)
@RegisterRowMapper(StocksTable.VersionMapper.class)
@RegisterRowMapper(StocksTable.StockMapper.class)
interface StocksTable {
    /** A whole row, in the order that {@link StockMapper} reads. */
    String SELECT = """
            select sku_id, available_stock, reserved_stock, safety_stock, low_threshold, version, created_at, updated_at
            from inventory_stocks
            """;

    /** What a decision needs, in the order that {@link LevelMapper} reads. */
    String SELECT_LEVEL = """
            select sku_id, available_stock, reserved_stock, safety_stock, low_threshold, version, updated_at
            from inventory_stocks
            """;

    /** Reads many and locks none; one key a stock. */
    String READ_ALL = SELECT_LEVEL + """
            where sku_id = any(:skus)""";

    /** Locks many; one key a stock. */
    String LOCK_ALL = SELECT_LEVEL + """
            where sku_id = any(:skus) order by sku_id for update""";

    @SqlQuery(SELECT_LEVEL + """
            where sku_id = :sku for update""")
    List<StockLevel> lock(@Bind("sku") String sku);

    @SqlUpdate("""
            insert into inventory_stocks
                (sku_id, id, available_stock, reserved_stock, version, created_at, updated_at)
            values (:sku, :id, :available, :reserved, :version, :now, :now)
            on conflict do nothing""")
    int insert(
            @Bind("sku") String sku,
            @Bind("id") UUID id,
            @Bind("available") long available,
            @Bind("reserved") long reserved,
            @Bind("version") long version,
            @Bind("now") OffsetDateTime now);

    /**
     * Changes many; one element a stock in each array. Fails unless all are as they were and cover
     * the change, so that no statement after it is run. What orders take leaves the safety stock. A policy that somebody set
     * without a version is noticed too: what is told of a stock depends on it.
     */
    String CHANGE_ALL = """
            with changed as (
                update inventory_stocks s
                set available_stock = s.available_stock + c.change,
                    reserved_stock = s.reserved_stock + c.reserved_change,
                    version = s.version + c.entries, updated_at = greatest(s.updated_at, :now)
                from (select unnest(:skus) as sku_id, unnest(:versions) as version, unnest(:changes) as change,
                    unnest(:reservedChanges) as reserved_change, unnest(:entries) as entries,
                    unnest(:lowest)::bigint as lowest, unnest(:available) as available,
                    unnest(:reserved) as reserved, unnest(:safety) as safety, unnest(:thresholds) as threshold) c
                where s.sku_id = c.sku_id and s.version = c.version
                    and s.available_stock = c.available and s.reserved_stock = c.reserved
                    and s.safety_stock = c.safety and s.low_threshold = c.threshold
                    and s.available_stock + c.change >= 0 and s.reserved_stock + c.reserved_change >= 0
                    and (c.lowest is null or s.available_stock - s.safety_stock + c.lowest >= 0)
                returning 1)
            select case when count(*) = :stocksChanged then 0
                else ('changed ' || count(*) || ' of ' || :stocksChanged || ' locked stocks')::int end
            from changed""";

    /** The same where orders took units for good of stocks that have no policy, and nothing else happened. */
    String CHANGE_TAKEN = """
            with changed as (
                update inventory_stocks s
                set available_stock = s.available_stock + c.change, version = s.version + c.entries,
                    updated_at = greatest(s.updated_at, :now)
                from (select unnest(:skus) as sku_id, unnest(:versions) as version, unnest(:changes) as change,
                    unnest(:entries) as entries, unnest(:available) as available,
                    unnest(:reserved) as reserved) c
                where s.sku_id = c.sku_id and s.version = c.version
                    and s.available_stock = c.available and s.reserved_stock = c.reserved
                    and s.safety_stock = 0 and s.low_threshold = 0 and s.available_stock + c.change >= 0
                returning 1)
            select case when count(*) = :stocksChanged then 0
                else ('changed ' || count(*) || ' of ' || :stocksChanged || ' locked stocks')::int end
            from changed""";

    /**
     * Locks many, and fails unless all of them are as they are known, so that no statement after it is run; one element a stock in
     * each array.
     */
    String COMPARE_ALL = """
            with locked as (
                select sku_id, available_stock, reserved_stock, safety_stock, version from inventory_stocks
                where sku_id = any(:lockedSkus) order by sku_id for update)
            select case when count(*) = :stocksKnown then 0
                else ('found ' || count(*) || ' of ' || :stocksKnown || ' known stocks')::int end
            from locked s
            join (select unnest(:knownSkus) as sku_id, unnest(:knownVersions) as version,
                    unnest(:knownAvailable) as available, unnest(:knownReserved) as reserved,
                    unnest(:knownSafety) as safety) c
                on s.sku_id = c.sku_id and s.version = c.version and s.available_stock = c.available
                    and s.reserved_stock = c.reserved and s.safety_stock = c.safety""";

    @SqlBatch("""
            update inventory_stocks
            set available_stock = available_stock + :change, reserved_stock = reserved_stock + :reservedChange,
                version = version + :entries, updated_at = greatest(updated_at, :now)
            where sku_id = :sku and version = :version
                and available_stock + :change >= 0 and reserved_stock + :reservedChange >= 0
                and (cast(:lowest as bigint) is null or available_stock - safety_stock + cast(:lowest as bigint) >= 0)""")
    int[] change(
            @Bind("sku") List<String> skus,
            @Bind("version") List<Long> versions,
            @Bind("change") List<Long> changes,
            @Bind("reservedChange") List<Long> reservedChanges,
            @Bind("entries") List<Long> entries,
            @Bind("lowest") List<@Nullable Long> lowest,
            @Bind("now") OffsetDateTime now);

    /** Sets the policy of a stock that this transaction has locked, after it has changed it. */
    @SqlUpdate("""
            update inventory_stocks set safety_stock = :safety, low_threshold = :low where sku_id = :sku""")
    int setPolicy(@Bind("sku") String sku, @Bind("safety") long safetyStock, @Bind("low") long lowThreshold);

    @SqlQuery(SELECT + """
            where sku_id = any(:skus) order by sku_id""")
    List<Stock> findAll(@Bind("skus") String[] skus);

    @SqlQuery(SELECT + """
            where sku_id in (<skus>)""")
    List<Stock> findListed(@BindList("skus") List<String> skus);

    @SqlQuery(SELECT + """
            where sku_id > :after order by sku_id limit :limit""")
    List<Stock> page(@Bind("after") String after, @Bind("limit") int limit);

    /** For H2, which does not order text by code point. */
    @SqlQuery(SELECT + """
            where sku_order > :after order by sku_order limit :limit""")
    List<Stock> pageByBytes(@Bind("after") byte[] after, @Bind("limit") int limit);

    /** The versions of the stocks after one, in the order of the database. */
    @SqlQuery("""
            select sku_id, version from inventory_stocks where sku_id > :after order by sku_id limit :limit""")
    List<StockVersion> pageVersions(@Bind("after") String after, @Bind("limit") int limit);

    /** The version of one stock, if it exists. */
    @SqlQuery("""
            select sku_id, version from inventory_stocks where sku_id = :sku""")
    List<StockVersion> findVersion(@Bind("sku") String sku);

    /** How many entries the ledger of a SKU has. */
    record StockVersion(String sku, long version) {}

    /** Reads a version. */
    final class VersionMapper implements RowMapper<StockVersion> {
        @Override
        public StockVersion map(ResultSet row, StatementContext context) throws SQLException {
            return new StockVersion(row.getString(1), row.getLong(2));
        }
    }

    /** Reads what a decision needs. */
    final class LevelMapper implements RowMapper<StockLevel> {
        @Override
        public StockLevel map(ResultSet row, StatementContext context) throws SQLException {
            return new StockLevel(
                    new Sku(row.getString(1)),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    instant(row, 7));
        }
    }

    /** Reads a whole row. */
    final class StockMapper implements RowMapper<Stock> {
        /** @throws UnreadableRowException if its SKU breaks the rules for one, so that the inventory did not write it */
        @Override
        public Stock map(ResultSet row, StatementContext context) throws SQLException {
            return new Stock(
                    sku(row.getString(1)),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    instant(row, 7),
                    instant(row, 8));
        }

        private static Sku sku(String text) {
            try {
                return new Sku(text);
            } catch (InvalidRequestException e) {
                throw UnreadableRowException.stock(
                        text,
                        UnreadableValueException.malformed(
                                "a sku_id '" + UnreadableValueException.shown(text) + "'", e.getMessage()));
            }
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
