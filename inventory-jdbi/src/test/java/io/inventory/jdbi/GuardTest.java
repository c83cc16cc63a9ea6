package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.jdbi.Dialect.Rows;
import io.inventory.jdbi.Dialect.StockDelta;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statement that changes stocks makes overselling impossible even if everything before it is wrong. */
class GuardTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private final Names names = new Names();

    private record Form(String name, TestDatabase database, Dialect dialect) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() {
        return Stream.of(
                new Form("arrays on PostgreSQL", POSTGRESQL, new ArrayStatements()),
                new Form("rows on PostgreSQL", POSTGRESQL, RowStatements.forPostgresql()),
                new Form("rows on H2", H2, RowStatements.forH2()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void noMoreCanBeTakenThanIsThere(Form form) {
        Sku sku = create(form, "A");
        assertThat(change(form, new StockDelta(sku, 1, -11, 0, 1))).isZero();
        assertThat(change(form, new StockDelta(sku, 1, 0, -1, 1))).isZero();
        assertThat(change(form, new StockDelta(sku, 1, -11, 11, 1))).isZero();
        assertThat(change(form, new StockDelta(sku, 1, -10, 10, 1))).isEqualTo(1);
        assertThat(change(form, new StockDelta(sku, 2, 0, -11, 1))).isZero();
        assertThat(change(form, new StockDelta(sku, 2, 0, -10, 1))).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aStockThatHasMovedOnIsNotChanged(Form form) {
        Sku sku = create(form, "A");
        assertThat(change(form, new StockDelta(sku, 0, -1, 0, 1))).isZero();
        assertThat(change(form, new StockDelta(sku, 2, -1, 0, 1))).isZero();
        assertThat(change(form, new StockDelta(sku, 1, -1, 0, 1))).isEqualTo(1);
        assertThat(change(form, new StockDelta(sku, 1, -1, 0, 1))).as("again").isZero();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void ofManyStocksTheShortOneIsCounted(Form form) {
        Sku enough = create(form, "A");
        Sku wrong = create(form, "B");
        Sku unknown = names.sku("C");
        assertThat(change(
                        form,
                        new StockDelta(enough, 1, -10, 0, 1),
                        new StockDelta(wrong, 1, -11, 0, 1),
                        new StockDelta(unknown, 1, -1, 0, 1)))
                .isEqualTo(1);
    }

    private Sku create(Form form, String label) {
        try (Inventory inventory = JdbiInventory.on(form.database.dataSource())) {
            return inventory.create(names.sku(label), 10, names.request()).sku();
        }
    }

    private static int change(Form form, StockDelta... deltas) {
        Jdbi jdbi = SqlObjects.on(form.database.dataSource());
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        Rows rows = new Rows(List.of(), List.of(deltas), List.of(), List.of(), now);
        return jdbi.withHandle(handle -> form.dialect.write(handle, rows)).stocks();
    }
}
