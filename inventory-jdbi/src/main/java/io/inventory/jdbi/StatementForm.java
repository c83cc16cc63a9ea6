package io.inventory.jdbi;

import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;

/** Which form the SQL statements have; the answers are the same. */
public enum StatementForm {
    /** The fastest that the database is able to: arrays on one PostgreSQL, arrays for each shard on Citus, portable on H2. */
    AUTO,
    /** One statement for many rows. Not for H2, nor for tables that Citus distributes. */
    ARRAYS,
    /** Single-row statements in sorted order; on one PostgreSQL at about three quarters of the speed of arrays. */
    PORTABLE;

    /** @throws SetupException if the database has no such statements */
    Dialect dialect(Database database) {
        return switch (database) {
            case H2 -> {
                if (this == ARRAYS)
                    throw new SetupException("H2 can't take statements with arrays; let it choose: auto");
                yield Dialect.h2();
            }
            case POSTGRESQL -> this == PORTABLE ? Dialect.rows() : Dialect.arrays();
            case CITUS ->
                switch (this) {
                    case AUTO -> Dialect.shards();
                    case ARRAYS -> Dialect.arrays();
                    case PORTABLE -> Dialect.distributedRows();
                };
        };
    }
}
