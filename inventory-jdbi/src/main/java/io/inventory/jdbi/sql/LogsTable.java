package io.inventory.jdbi.sql;

import io.inventory.Actor;
import io.inventory.InvalidRequestException;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.Sku;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.LedgerSums;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The table {@code inventory_logs}: the ledger. */
@RegisterRowMapper(LogsTable.Mapper.class)
@RegisterRowMapper(LogsTable.KeyMapper.class)
@RegisterRowMapper(LogsTable.SumMapper.class)
interface LogsTable {
    /** A whole row, in the order that {@link Mapper} reads. */
    String SELECT = """
            select sku_id, version, id, change, reserved_change, available_after, reserved_after, reason, note, ref_id,
                created_at, actor
            from inventory_logs
            """;

    /** Appends many that are of one time and no operator's; one element an entry in each array. */
    String INSERT_ALL = """
            insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after,
                reason, note, ref_id, created_at)
            select unnest(:entrySkus), unnest(:entryVersions), unnest(:entryIds), unnest(:entryChanges),
                unnest(:entryReservedChanges), unnest(:entryAvailable), unnest(:entryReserved),
                unnest(:entryReasons), unnest(:entryNotes), unnest(:entryRefIds), :now""";

    /** The same for what orders took for good. */
    String INSERT_TAKEN = """
            insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after,
                reason, note, ref_id, created_at)
            select unnest(:entrySkus), unnest(:entryVersions), unnest(:entryIds), unnest(:entryChanges), 0,
                unnest(:entryAvailable), unnest(:entryReserved), 'order_created', '', unnest(:entryRefIds), :now""";

    /**
     * As {@link #INSERT_ALL}, each with its actor and its time: the clock may have gone back behind the newest entry of a SKU. A statement of
     * its own, so that orders do not pay for it.
     */
    String INSERT_EACH = INSERT_ALL
            .replace("created_at)", "created_at, actor)")
            .replace(":now", "unnest(:entryTimes)::timestamptz, unnest(:entryActors)");

    @SqlBatch("""
            insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after,
                reason, note, ref_id, created_at, actor)
            values (:sku, :version, :id, :change, :reservedChange, :availableAfter, :reservedAfter,
                :reason, :note, :refId, :createdAt, :actor)""")
    int[] insert(@BindMethods List<LogRow> rows);

    @SqlQuery(SELECT + """
            where sku_id = :sku and version > :after and version < :before order by version desc limit :limit""")
    List<LedgerEntry> page(
            @Bind("sku") String sku, @Bind("after") long after, @Bind("before") long before, @Bind("limit") int limit);

    @SqlQuery("""
            select l.sku_id, l.version, l.id, l.change, l.reserved_change, l.available_after, l.reserved_after, l.reason,
                l.note, l.ref_id, l.created_at, l.actor
            from unnest(:skus, :versions) as k (sku_id, version)
            join inventory_logs l on l.sku_id = k.sku_id and l.version = k.version""")
    List<LedgerEntry> findAll(@Bind("skus") String[] skus, @Bind("versions") Long[] versions);

    @SqlQuery(SELECT + """
            where sku_id = :sku and version = :version""")
    List<LedgerEntry> find(@Bind("sku") String sku, @Bind("version") long version);

    /** The entries of a SKU after a version up to another, oldest first. */
    @SqlQuery(SELECT + """
            where sku_id = :sku and version > :after and version <= :last order by version""")
    List<LedgerEntry> range(@Bind("sku") String sku, @Bind("after") long after, @Bind("last") long last);

    /** The oldest entry of a SKU, if it has one. */
    @SqlQuery(SELECT + """
            where sku_id = :sku order by version limit 1""")
    List<LedgerEntry> oldest(@Bind("sku") String sku);

    /** Deletes the entries of a SKU after a version up to another, which are archived. */
    @SqlUpdate("""
            delete from inventory_logs where sku_id = :sku and version > :after and version <= :last""")
    int delete(@Bind("sku") String sku, @Bind("after") long after, @Bind("last") long last);

    /** The key of a SKU's first entry after a version, if there is one. */
    @SqlQuery("""
            select sku_id, version from inventory_logs
            where sku_id = :sku and version > :version order by version limit 1""")
    List<LedgerKey> findAfter(@Bind("sku") String sku, @Bind("version") long version);

    /** The same for many; one element a SKU in each array. */
    @SqlQuery("""
            select k.sku_id, l.version
            from unnest(:skus, :versions) as k (sku_id, version)
            cross join lateral (select version from inventory_logs
                where sku_id = k.sku_id and version > k.version order by version limit 1) l""")
    List<LedgerKey> findAllAfter(@Bind("skus") String[] skus, @Bind("versions") Long[] versions);

    /** The entries of a SKU after a version up to another, added up by reason. */
    @SqlQuery("""
            select 0, reason, count(*), sum(change), sum(reserved_change) from inventory_logs
            where sku_id = :sku and version > :after and version <= :last group by reason""")
    List<ReasonSum> sums(@Bind("sku") String sku, @Bind("after") long after, @Bind("last") long last);

    /** The same for each step: as many versions as {@code size}, the first of which begins with version 1. */
    @SqlQuery("""
            select step, reason, count(*), sum(change), sum(reserved_change)
            from (select (version - 1) / :size as step, reason, change, reserved_change from inventory_logs
                where sku_id = :sku and version > :after and version <= :last) e
            group by step, reason""")
    List<ReasonSum> sumsByStep(
            @Bind("sku") String sku, @Bind("after") long after, @Bind("last") long last, @Bind("size") long size);

    /** Entries of one step and reason, added up. */
    record ReasonSum(long step, String reason, LedgerSums.Part part) {}

    /** A row as it is written. */
    record LogRow(
            String sku,
            long version,
            UUID id,
            long change,
            long reservedChange,
            long availableAfter,
            long reservedAfter,
            String reason,
            String note,
            String refId,
            OffsetDateTime createdAt,
            String actor) {
        static List<LogRow> all(List<LedgerEntry> entries) {
            return entries.stream().map(LogRow::of).toList();
        }

        /** Whether it is of that time and no operator's. */
        boolean isPlain(OffsetDateTime now) {
            return actor.isEmpty() && createdAt.equals(now);
        }

        /** Whether an order took units for good. */
        boolean isTaken() {
            return reservedChange == 0 && reason.equals("order_created") && note.isEmpty();
        }

        private static LogRow of(LedgerEntry entry) {
            return new LogRow(
                    entry.sku().value(),
                    entry.version(),
                    entry.id(),
                    entry.change(),
                    entry.reservedChange(),
                    entry.availableAfter(),
                    entry.reservedAfter(),
                    text(entry.reason()),
                    entry.note(),
                    entry.refId(),
                    entry.createdAt().atOffset(ZoneOffset.UTC),
                    entry.actor().value());
        }
    }

    /** How a reason is written in the ledger. */
    static String text(LedgerReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** Reads a whole row. */
    final class Mapper implements RowMapper<LedgerEntry> {
        static final Map<String, LedgerReason> REASONS = Stream.of(LedgerReason.values())
                .collect(Collectors.toUnmodifiableMap(LogsTable::text, reason -> reason));

        /** @throws UnreadableRowException if a newer version wrote it */
        @Override
        public LedgerEntry map(ResultSet row, StatementContext context) throws SQLException {
            String sku = row.getString(1);
            long version = row.getLong(2);
            String reason = row.getString(8);
            LedgerReason known = REASONS.get(reason);
            if (known == null)
                throw UnreadableRowException.ledgerEntry(
                        sku, version, UnreadableValueException.unknown("reason", reason));
            return new LedgerEntry(
                    row.getObject(3, UUID.class),
                    new Sku(sku),
                    version,
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    known,
                    row.getString(9),
                    row.getString(10),
                    actor(sku, version, row.getString(12)),
                    row.getObject(11, OffsetDateTime.class).toInstant());
        }

        private static Actor actor(String sku, long version, String name) {
            try {
                return new Actor(name);
            } catch (InvalidRequestException e) {
                throw UnreadableRowException.ledgerEntry(
                        sku, version, UnreadableValueException.malformed("an actor", e.getMessage()));
            }
        }
    }

    /** Reads sums. */
    final class SumMapper implements RowMapper<ReasonSum> {
        @Override
        public ReasonSum map(ResultSet row, StatementContext context) throws SQLException {
            return new ReasonSum(
                    row.getLong(1),
                    row.getString(2),
                    new LedgerSums.Part(
                            row.getLong(3),
                            row.getBigDecimal(4).toBigIntegerExact(),
                            row.getBigDecimal(5).toBigIntegerExact()));
        }
    }

    /** Reads the key alone. */
    final class KeyMapper implements RowMapper<LedgerKey> {
        @Override
        public LedgerKey map(ResultSet row, StatementContext context) throws SQLException {
            return new LedgerKey(new Sku(row.getString(1)), row.getLong(2));
        }
    }
}
