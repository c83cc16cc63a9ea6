package io.inventory.jdbi.sql;

import io.inventory.StockExplanation.Balance;
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

/** The table {@code inventory_checkpoints}: what a ledger adds up to at some of its versions. Its rows never change. */
@RegisterRowMapper(CheckpointsTable.Mapper.class)
interface CheckpointsTable {
    /** A whole row, in the order that {@link Mapper} reads. */
    String SELECT = """
            select sku_id, version, available_after, reserved_after, sums, created_at, archive from inventory_checkpoints
            """;

    /** The last one of a SKU up to a version, if there is one. */
    @SqlQuery(SELECT + """
            where sku_id = :sku and version <= :version order by version desc limit 1""")
    List<Checkpoint> findLast(@Bind("sku") String sku, @Bind("version") long version);

    /** The one up to which the ledger of a SKU was archived, if it was. */
    @SqlQuery(SELECT + """
            where sku_id = :sku and archive <> '' order by version desc limit 1""")
    List<Checkpoint> findArchived(@Bind("sku") String sku);

    /** The version of that. */
    @SqlQuery("""
            select version from inventory_checkpoints where sku_id = :sku and archive <> '' order by version desc limit 1""")
    List<Long> findArchivedVersion(@Bind("sku") String sku);

    /** Those that another process has inserted meanwhile are the same. */
    @SqlBatch("""
            insert into inventory_checkpoints (sku_id, version, available_after, reserved_after, sums, created_at)
            values (:sku, :version, :available, :reserved, :sums, :createdAt)
            on conflict do nothing""")
    int[] insert(@BindMethods List<CheckpointRow> rows);

    /** The one up to which the ledger of a SKU is archived from now on. */
    @SqlUpdate("""
            insert into inventory_checkpoints (sku_id, version, available_after, reserved_after, sums, created_at, archive)
            values (:sku, :version, :available, :reserved, :sums, :createdAt, :archive)""")
    int insertArchived(@BindMethods CheckpointRow row);

    /** Deletes those of a SKU up to a version. */
    @SqlUpdate("""
            delete from inventory_checkpoints where sku_id = :sku and version <= :version""")
    int deleteUpTo(@Bind("sku") String sku, @Bind("version") long version);

    /** A row as it is written. */
    record CheckpointRow(
            String sku,
            long version,
            long available,
            long reserved,
            String sums,
            OffsetDateTime createdAt,
            String archive) {
        static CheckpointRow of(Checkpoint checkpoint) {
            Balance balance = checkpoint.balance();
            return new CheckpointRow(
                    checkpoint.sku(),
                    balance.version(),
                    balance.available(),
                    balance.reserved(),
                    SumsJson.write(checkpoint.sums()),
                    checkpoint.createdAt().atOffset(ZoneOffset.UTC),
                    checkpoint.archive());
        }
    }

    /** Reads a whole row. */
    final class Mapper implements RowMapper<Checkpoint> {
        /** @throws UnreadableRowException if a newer version wrote it, or somebody other than the inventory */
        @Override
        public Checkpoint map(ResultSet row, StatementContext context) throws SQLException {
            String sku = row.getString(1);
            Balance balance = new Balance(row.getLong(3), row.getLong(4), row.getLong(2));
            Instant createdAt = row.getObject(6, OffsetDateTime.class).toInstant();
            try {
                return new Checkpoint(sku, balance, SumsJson.read(row.getString(5)), createdAt, row.getString(7));
            } catch (UnreadableValueException e) {
                throw UnreadableRowException.checkpoint(sku, balance.version(), e);
            }
        }
    }
}
