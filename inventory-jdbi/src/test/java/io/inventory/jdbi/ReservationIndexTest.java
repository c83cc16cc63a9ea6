package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.jdbi.sql.SqlObjects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The index that is made beside the migrations: lost, or left unfinished by a process that died over it. */
@Timeout(60)
class ReservationIndexTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @AfterEach
    void repair() {
        Schema.migrate(DATABASE.dataSource());
    }

    @Test
    void aCheckNamesTheIndexThatIsMissingAndAMigrationMakesIt() {
        sql("drop index " + ReservationIndex.NAME);
        assertRefused();
        Schema.migrate(DATABASE.dataSource());
        assertThatCode(() -> Schema.check(DATABASE.dataSource())).doesNotThrowAnyException();
        assertThat(valid()).isTrue();
    }

    @Test
    void anIndexThatWasLeftUnfinishedIsNoneAndIsReplaced() {
        long left = oid();
        sql("update pg_index set indisvalid = false where indexrelid = '" + ReservationIndex.NAME + "'::regclass");
        assertRefused();
        Schema.migrate(DATABASE.dataSource());
        assertThatCode(() -> Schema.check(DATABASE.dataSource())).doesNotThrowAnyException();
        assertThat(valid()).isTrue();
        assertThat(oid()).isNotEqualTo(left);
    }

    /** Another schema of the search path may have one of that name. */
    @Test
    void anIndexOfAnotherSchemaIsNotTheOne() {
        sql("create schema other; create table other.inventory_orders (expires_at int)");
        sql("create index " + ReservationIndex.NAME + " on other.inventory_orders (expires_at)");
        sql("drop index public." + ReservationIndex.NAME);
        try {
            assertRefused();
            Schema.migrate(DATABASE.dataSource());
            assertThat(valid()).isTrue();
        } finally {
            sql("drop schema other cascade");
        }
    }

    private static void assertRefused() {
        assertThatThrownBy(() -> Schema.check(DATABASE.dataSource()))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("lacks the index " + ReservationIndex.NAME)
                .hasMessageContaining("--migrate=auto");
    }

    private static boolean valid() {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.select(
                                "select indisvalid from pg_index where indexrelid = ?::regclass", ReservationIndex.NAME)
                        .mapTo(Boolean.class)
                        .one());
    }

    private static long oid() {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.select("select ?::regclass::oid", ReservationIndex.NAME)
                        .mapTo(Long.class)
                        .one());
    }

    private static void sql(String statement) {
        SqlObjects.on(DATABASE.dataSource()).useHandle(handle -> handle.execute(statement));
    }
}
