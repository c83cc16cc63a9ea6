package io.inventory.jdbi;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * What the history table says of the migrations, without Flyway: most starts find nothing to migrate, and to load Flyway takes
 * a third of the time of a start.
 */
final class AppliedMigrations {
    /** The newest migration that this version of the library has; they are numbered from 1. */
    static final int NEWEST = 5;

    private static final String COUNT = """
            select count(*) as migrations, count(case when "success" then 1 end) as successes, max(cast("version" as int)) as newest
            from "%s"."%s"
            where "version" is not null and "version" <> '0'
            """;

    private AppliedMigrations() {}

    /**
     * Whether all migrations, and none that is newer, have succeeded. False, too, if the table is not there or can't be read: then
     * Flyway finds out why.
     */
    static boolean areAll(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            // in the schema where Flyway would make it, wherever else there may be one
            String sql = COUNT.formatted(connection.getSchema(), Schema.HISTORY);
            try (PreparedStatement count = connection.prepareStatement(sql);
                    ResultSet row = count.executeQuery()) {
                return row.next()
                        && row.getInt("migrations") == NEWEST
                        && row.getInt("successes") == NEWEST
                        && row.getInt("newest") == NEWEST;
            } finally {
                if (!connection.getAutoCommit()) connection.rollback();
            }
        } catch (SQLException e) {
            return false;
        }
    }
}
