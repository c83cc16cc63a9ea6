package io.inventory.jdbi.sql;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.StockChanged;
import io.inventory.decision.RequestKey;
import io.inventory.decision.RequestRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** The table {@code inventory_requests}. */
@RegisterRowMapper(RequestsTable.Mapper.class)
interface RequestsTable {
    @SqlQuery("""
            select sku_id, request_id, content, available_after, reserved_after, version, change from inventory_requests
            where sku_id = :sku and request_id = :request""")
    List<RequestRecord> find(@Bind("sku") String sku, @Bind("request") String requestId);

    @SqlBatch("""
            insert into inventory_requests
                (sku_id, request_id, content, version, available_after, reserved_after, change, created_at)
            values (:sku, :request, :content, :version, :available, :reserved, :change, :now)
            on conflict do nothing""")
    int[] insert(
            @Bind("sku") List<String> skus,
            @Bind("request") List<String> requestIds,
            @Bind("content") List<String> contents,
            @Bind("version") List<Long> versions,
            @Bind("available") List<Long> available,
            @Bind("reserved") List<Long> reserved,
            @Bind("change") List<Long> changes,
            @Bind("now") OffsetDateTime now);

    /** Reads a whole row. */
    final class Mapper implements RowMapper<RequestRecord> {
        @Override
        public RequestRecord map(ResultSet row, StatementContext context) throws SQLException {
            Sku sku = new Sku(row.getString(1));
            return new RequestRecord(
                    new RequestKey(sku, new RequestId(row.getString(2))),
                    row.getString(3),
                    new StockChanged(sku, row.getLong(4), row.getLong(5), row.getLong(6), false),
                    row.getLong(7));
        }
    }
}
