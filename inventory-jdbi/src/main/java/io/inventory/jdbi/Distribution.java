package io.inventory.jdbi;

import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How Citus distributes the tables over its servers: what belongs to a SKU by the SKU, each with the other tables of it
 * on one server, and orders by their id.
 */
final class Distribution {
    /** Of the locks that applications may take with numbers of their own: nobody else has this one. */
    private static final long LOCK = 0x696e76656e746f72L; // "inventor"

    private static final String STOCKS = "inventory_stocks";

    /** In the order in which they are distributed. */
    private static final List<Table> TABLES = List.of(
            new Table(STOCKS, "sku_id", "none"),
            new Table("inventory_logs", "sku_id", STOCKS),
            new Table("inventory_requests", "sku_id", STOCKS),
            new Table("inventory_reservations", "sku_id", STOCKS),
            new Table("inventory_signals", "sku_id", STOCKS),
            new Table("inventory_checkpoints", "sku_id", STOCKS),
            new Table("inventory_orders", "order_id", "none"));

    private static final Logger LOG = LoggerFactory.getLogger(Distribution.class);

    private Distribution() {}

    /** As of {@link Schema#distribute}. */
    static void make(DataSource dataSource) {
        requireCitus(dataSource);
        try {
            SqlObjects.on(new MigrationConnections(dataSource)).useTransaction(Distribution::make);
        } catch (JdbiException e) {
            throw failure("cannot distribute the tables", e);
        }
    }

    /** In one transaction: all of them or, if it is interrupted, none. */
    private static void make(Handle handle) {
        // other processes may be at it, for as long as it takes to move all rows
        handle.execute("set local lock_timeout = 0");
        handle.execute("select pg_advisory_xact_lock(?)", LOCK);
        List<Table> missing = missing(handle);
        for (Table table : missing) {
            LOG.info("distributing the table {} by {}", table.name, table.column);
            handle.execute(
                    "select create_distributed_table(cast(? as regclass), ?, colocate_with => ?)",
                    table.name,
                    table.column,
                    table.colocateWith);
        }
    }

    /** As of {@link Schema#checkDistribution}. */
    static void check(DataSource dataSource) {
        requireCitus(dataSource);
        List<Table> missing;
        try {
            missing = SqlObjects.on(dataSource).withHandle(Distribution::missing);
        } catch (JdbiException e) {
            throw failure("cannot read how the tables are distributed", e);
        }
        if (!missing.isEmpty())
            throw new SetupException("not distributed: " + names(missing)
                    + "; start once with --migrate=auto --distribute, or call Schema.distribute");
    }

    /**
     * For statements that can't reach several servers, in a database with Citus.
     *
     * @throws SetupException if one of the tables is distributed
     */
    static void requireNone(DataSource dataSource) {
        boolean some = SqlObjects.on(dataSource)
                .withHandle(handle ->
                        placements(handle).values().stream().anyMatch(placement -> !placement.column.isEmpty()));
        if (some)
            throw new SetupException("statements with arrays can't reach tables that are distributed; let it choose:"
                    + " --statements=auto, or leave out StatementForm.ARRAYS");
    }

    private static void requireCitus(DataSource dataSource) {
        if (Databases.of(dataSource) != Database.CITUS)
            throw new SetupException("the tables can't be distributed: the database lacks the extension citus;"
                    + " see docs/scaling.md, or leave out --distribute");
    }

    /**
     * The tables that are not distributed.
     *
     * @throws SetupException if one is not there, or is distributed in another way
     */
    private static List<Table> missing(Handle handle) {
        Map<String, Placement> placements = placements(handle);
        List<Table> missing = new ArrayList<>();
        for (Table table : TABLES) {
            Placement placement = placements.get(table.name);
            if (placement == null)
                throw new SetupException("the table " + table.name
                        + " is not there; start once with --migrate=auto, or call Schema.migrate");
            if (placement.column.isEmpty()) missing.add(table);
            else requireRight(table, placement, placements.get(table.colocateWith));
        }
        return missing;
    }

    private static void requireRight(Table table, Placement placement, @Nullable Placement beside) {
        if (!placement.column.equals(table.column))
            throw new SetupException("the table " + table.name + " is distributed by " + placement.column
                    + ", and must be by " + table.column + "; undistribute_table('" + table.name + "') first");
        if (beside != null && beside.colocation != placement.colocation)
            throw new SetupException("the table " + table.name + " is distributed, but not together with "
                    + table.colocateWith + "; undistribute_table('" + table.name + "') first");
    }

    /** Of the tables that are there. */
    private static Map<String, Placement> placements(Handle handle) {
        return handle.createQuery("""
                        select t.name, coalesce(column_to_column_name(p.logicalrelid, p.partkey), '') as key,
                            coalesce(p.colocationid, 0) as colocation
                        from unnest(?) as t (name)
                        left join pg_dist_partition p
                            on p.logicalrelid = to_regclass(t.name) and p.partmethod = 'h'
                        where to_regclass(t.name) is not null""")
                .bind(0, TABLES.stream().map(Table::name).toArray(String[]::new))
                .map((row, context) -> new Placement(row.getString(1), row.getString(2), row.getLong(3)))
                .collect(Collectors.toMap(Placement::name, placement -> placement));
    }

    private static String names(List<Table> tables) {
        return tables.stream().map(Table::name).collect(Collectors.joining(", "));
    }

    private static SetupException failure(String what, RuntimeException e) {
        SQLException cause = Fault.sqlException(e);
        String reason = String.valueOf((cause == null ? e : cause).getMessage());
        return new SetupException(what + ": " + reason.lines().findFirst().orElse(""), e);
    }

    /**
     * How a table is to be distributed.
     *
     * @param colocateWith the table whose rows of the same key are on the same server; {@code none} if it is the first
     */
    private record Table(String name, String column, String colocateWith) {}

    /**
     * How a table is distributed.
     *
     * @param column by which; empty if it is not
     */
    private record Placement(String name, String column, long colocation) {}
}
