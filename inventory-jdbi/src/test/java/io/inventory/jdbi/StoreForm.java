package io.inventory.jdbi;

import io.inventory.jdbi.sql.SqlObjects;
import java.time.Clock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A database, the form of the statements and the engine that an inventory has in a test. */
record StoreForm(String name, TestDatabase database, boolean portable, boolean groupCommit) {
    /** Every form on these databases. */
    static Stream<StoreForm> all(TestDatabase postgresql, TestDatabase h2) {
        return Stream.of(true, false).flatMap(groupCommit -> {
            String engine = groupCommit ? ", group commit" : ", one by one";
            return Stream.of(
                    new StoreForm("arrays on PostgreSQL" + engine, postgresql, false, groupCommit),
                    new StoreForm("rows on PostgreSQL" + engine, postgresql, true, groupCommit),
                    new StoreForm("rows on H2" + engine, h2, false, groupCommit));
        });
    }

    JdbiInventory open() {
        return builder().build();
    }

    /** With a clock of the test's. */
    JdbiInventory open(Clock clock) {
        return builder().clock(clock).build();
    }

    private JdbiInventoryBuilder builder() {
        JdbiInventoryBuilder builder = JdbiInventory.builder(database.pool()).timeLimit(TestDatabase.PATIENCE);
        if (portable) builder.portableStatements();
        if (!groupCommit) builder.withoutGroupCommit();
        return builder;
    }

    /** What the inventory would not do. */
    int sql(String sql, @Nullable Object... arguments) {
        return SqlObjects.on(database.dataSource()).withHandle(handle -> handle.execute(sql, arguments));
    }

    @Override
    public String toString() {
        return name;
    }
}
