package io.inventory.jdbi;

import org.jdbi.v3.core.Jdbi;

/** A PostgreSQL that says it were Citus, with tables of four shards each, all of them its own. */
final class PretendedCitus {
    private PretendedCitus() {}

    /** Opens a new database, which has its tables. */
    static StorePool open() {
        StoreSettings settings = StoreSettings.of(TestDatabase.newPostgresqlUrl(), "postgres", "");
        Jdbi jdbi = Jdbi.create(settings.url(), settings.user(), settings.password());
        jdbi.useHandle(handle -> handle.createScript("""
                        update pg_extension set extname = 'citus' where extname = 'plpgsql';
                        create table pg_dist_partition (logicalrelid regclass, partmethod "char");
                        create function get_shard_id_for_distribution_column(regclass, text) returns bigint
                            language sql as 'select abs(hashtext($2)::bigint) % 4';
                        """).execute());
        StorePool pool = StorePool.open(settings);
        Schema.migrate(pool.dataSource());
        jdbi.useHandle(handle -> handle.execute(
                "insert into pg_dist_partition values ('inventory_stocks', 'h'), ('inventory_orders', 'h')"));
        return pool;
    }
}
