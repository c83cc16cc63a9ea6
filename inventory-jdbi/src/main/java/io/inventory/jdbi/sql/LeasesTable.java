package io.inventory.jdbi.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.KeyColumn;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.config.ValueColumn;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The table {@code inventory_leases}. */
@RegisterRowMapper(LeasesTable.Mapper.class)
interface LeasesTable {
    /** Its position is that of the newest signal which has one; who holds its lock gives the next. */
    String NUMBERED = "numbered";

    /** Its position is that of the newest signal which is not kept any more. */
    String PRUNED = "pruned";

    @SqlUpdate("""
            insert into inventory_leases (name, position) values (:name, 0) on conflict do nothing""")
    int insert(@Bind("name") String name);

    @SqlQuery("""
            select holder, expires_at, position from inventory_leases where name = :name for update""")
    List<Lease> lock(@Bind("name") String name);

    /** The same, unless another transaction has it locked. */
    @SqlQuery("""
            select holder, expires_at, position from inventory_leases where name = :name for update skip locked""")
    List<Lease> lockIfFree(@Bind("name") String name);

    @SqlQuery("""
            select name, position from inventory_leases where name in ('numbered', 'pruned')""")
    @KeyColumn("name")
    @ValueColumn("position")
    Map<String, Long> positions();

    @SqlUpdate("""
            update inventory_leases set position = :position where name = :name""")
    int setPosition(@Bind("name") String name, @Bind("position") long position);

    @SqlUpdate("""
            update inventory_leases set holder = :holder, expires_at = :expiresAt, position = :position
            where name = :name""")
    int set(
            @Bind("name") String name,
            @Bind("holder") @Nullable String holder,
            @Bind("expiresAt") @Nullable OffsetDateTime expiresAt,
            @Bind("position") long position);

    /** A row. */
    record Lease(@Nullable String holder, @Nullable Instant expiresAt, long position) {}

    /** Reads a row. */
    final class Mapper implements RowMapper<Lease> {
        @Override
        public Lease map(ResultSet row, StatementContext context) throws SQLException {
            OffsetDateTime expiresAt = row.getObject(2, OffsetDateTime.class);
            return new Lease(row.getString(1), expiresAt == null ? null : expiresAt.toInstant(), row.getLong(3));
        }
    }
}
