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

/** The table {@code inventory_checkpoints}: what a ledger adds up to at some of its versions. Its rows never change. */
@RegisterRowMapper(CheckpointsTable.Mapper.class)
interface CheckpointsTable {
    /** A whole row, in the order that {@link Mapper} reads. */
    String SELECT = """
            select sku_id, version, available_after, reserved_after, sums, created_at from inventory_checkpoints
            """;

    /** The last one of a SKU up to a version, if there is one. */
    @SqlQuery(SELECT + """
            where sku_id = :sku and version <= :version order by version desc limit 1""")
    List<Checkpoint> findLast(@Bind("sku") String sku, @Bind("version") long version);

    /** Those that another process has inserted meanwhile are the same. */
    @SqlBatch("""
            insert into inventory_checkpoints (sku_id, version, available_after, reserved_after, sums, created_at)
            values (:sku, :version, :available, :reserved, :sums, :createdAt)
            on conflict do nothing""")
    int[] insert(@BindMethods List<CheckpointRow> rows);

    /** A row as it is written. */
    record CheckpointRow(
            String sku, long version, long available, long reserved, String sums, OffsetDateTime createdAt) {
        static CheckpointRow of(Checkpoint checkpoint) {
            Balance balance = checkpoint.balance();
            return new CheckpointRow(
                    checkpoint.sku(),
                    balance.version(),
                    balance.available(),
                    balance.reserved(),
                    SumsJson.write(checkpoint.sums()),
                    checkpoint.createdAt().atOffset(ZoneOffset.UTC));
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
                return new Checkpoint(sku, balance, SumsJson.read(row.getString(5)), createdAt);
            } catch (UnreadableValueException e) {
                throw UnreadableRowException.checkpoint(sku, balance.version(), e);
            }
        }
    }
}
