package io.inventory.jdbi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.fuzz.Fuzz;
import io.inventory.jdbi.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a row, it is read, or the error names the row. The rows are those of a real query. */
class RowsFuzzTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    /** A query takes longer than reading its answer. */
    private static final int COST = 4;

    private static final String TIME = "timestamp '2026-01-01 00:00:00+00'";

    /** In the input the columns are separated by tabs; this one stands for none. */
    private static final String NULL = "(null)";

    private static String select(String columns, int texts) {
        return "select " + columns.replace("?time", TIME) + " from (select "
                + IntStream.range(0, texts)
                        .mapToObj(i -> "cast(? as varchar) c" + i)
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** Columns that have a value in every row have an empty one here. */
    private static @Nullable Object read(
            Handle handle, String sql, RowMapper<?> mapper, String input, String nullable) {
        String[] columns = input.split("\t", -1);
        var query = handle.createQuery(sql);
        for (int i = 0; i < nullable.length(); i++) {
            String text = i < columns.length && !columns[i].equals(NULL) ? columns[i] : "";
            query.bind(i, text.isEmpty() && nullable.charAt(i) == '?' ? null : text);
        }
        try {
            return query.map(mapper).one();
        } catch (UnreadableRowException e) {
            assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(1_000);
            assertThat(e.ids()).hasSize(1);
            return null;
        }
    }

    @Test
    void ordersAreReadOrNamed() throws InterruptedException {
        String sql = select("'o-1', c0, c1, c2, c3, c4, ?time, null, ?time, null, ?time, ?time", 5);
        List<String> examples = List.of(
                "DEDUCT\tDEDUCTED\t[[\"A\",3,1,[7,9]]]\t[]\t(null)",
                "RESERVE\tEXPIRED\t{\"compacted\":\"zzzzzzzzzzzzzzzzzzzzzz\"}\t[]\t(null)",
                "DEDUCT\tREJECTED\t[[\"A\",3,0,[]]]\t[]\t{\"reason\":\"UNKNOWN_SKU\",\"skus\":[\"A\"]}",
                "DEDUCT\tROLLED_BACK\t[[\"A\",3,3,[7,9]]]\t[[\"r\",\"CANCELED\",\"ROLLED_BACK\",\"2026-01-01T00:00:00Z\",[[\"A\",1]]]]\t(null)");
        List<String> words = List.of("CANCELED", "RESERVED", "LEASE", NULL, "\t", "[]", "{}");
        try (Handle handle = Jdbi.create(H2.dataSource()).open()) {
            Fuzz.texts("rows of orders", examples, words).cost(COST).run(input -> {
                Object order = read(handle, sql, new OrdersTable.Mapper(), input, "?---?");
                if (order instanceof LoadedOrder.Unreadable) return false;
                assertThat(order).isInstanceOf(LoadedOrder.Usable.class);
                return true;
            });
        }
    }

    @Test
    void signalsAreReadOrNamed() throws InterruptedException {
        String sql = select("1, c0, 2, c1, 3, 4, 5, c2, c3, ?time", 4);
        List<String> examples =
                List.of("A\tLOW\t(null)\t(null)", "A\tBACK\t(null)\t(null)", "A\tEXPIRY\to-1\t[[\"A\",1],[\"B\",2]]");
        List<String> words = List.of("SOLD_OUT", "RECOVERED", "EXPIRY", NULL, "\t", "[]");
        try (Handle handle = Jdbi.create(H2.dataSource()).open()) {
            Fuzz.texts("rows of signals", examples, words)
                    .cost(COST)
                    .run(input -> read(handle, sql, new SignalsTable.Mapper(), input, "--??") != null);
        }
    }

    @Test
    void ledgerEntriesAreReadOrNamed() throws InterruptedException {
        String sql = select("'A', 2, random_uuid(), 3, 4, 5, 6, c0, c1, c2, ?time, c3", 4);
        List<String> examples =
                List.of("order_created\t\to-1\t", "manual_adjust\tdamaged\tr-1\tjoan", "initialized\t\tr-2\tcart.eu@1");
        List<String> words = List.of("manual_set", "order_closed", "\t");
        try (Handle handle = Jdbi.create(H2.dataSource()).open()) {
            Fuzz.texts("rows of the ledger", examples, words)
                    .cost(COST)
                    .run(input -> read(handle, sql, new LogsTable.Mapper(), input, "----") != null);
        }
    }

    /** They were found. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\tLOW",
                "A\tEXPIRY\t\t[]",
                "A\tEXPIRY\to-1",
                "A\tEXPIRY\to-1\t[]",
                "A\tEXPIRY\t x\t[]",
                "A\tBACK\t\t"
            })
    void signalsThatAreNoneAreNamed(String input) {
        String sql = select("1, c0, 2, c1, 3, 4, 5, c2, c3, ?time", 4);
        try (Handle handle = Jdbi.create(H2.dataSource()).open()) {
            boolean isOne = input.contains("BACK");
            assertThat(read(handle, sql, new SignalsTable.Mapper(), input, "--??") != null)
                    .isEqualTo(isOne);
        }
    }
}
