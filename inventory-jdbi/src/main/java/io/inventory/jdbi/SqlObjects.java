package io.inventory.jdbi;

import java.sql.Connection;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;

/** Sets JDBI up for the interfaces of the tables. */
final class SqlObjects {
    private SqlObjects() {}

    static Jdbi on(DataSource dataSource) {
        return configured(Jdbi.create(dataSource));
    }

    static Jdbi on(Connection connection) {
        return configured(Jdbi.create(connection));
    }

    private static Jdbi configured(Jdbi jdbi) {
        jdbi.installPlugin(new SqlObjectPlugin());
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(Long.class, "bigint");
        jdbi.registerArrayType(UUID.class, "uuid");
        return jdbi;
    }
}
