package io.inventory.jdbi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.BatchGetStock;
import io.inventory.CheckStock;
import io.inventory.OrderLine;
import io.inventory.OrderLines;
import io.inventory.Query;
import io.inventory.Signal;
import io.inventory.Sku;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.sql.CheckpointsTable.CheckpointRow;
import io.inventory.jdbi.sql.LogsTable.LogRow;
import io.inventory.jdbi.sql.OrdersTable.OrderRow;
import io.inventory.jdbi.sql.ReservationsTable.ReservationRow;
import io.inventory.jdbi.sql.SignalsTable.SignalKey;
import io.inventory.jdbi.sql.SignalsTable.SignalRow;
import io.inventory.jdbi.sql.verification.VerificationTable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Asks PostgreSQL for the plan of each statement of the tables, taken from the very annotations, on tables of a size at
 * which reading all of one would hurt.
 */
class StatementPlanTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase EMPTY = TestDatabase.postgresql();

    private static final Pattern PARAMETER = Pattern.compile("(?<!:):(\\w+)");
    private static final Set<String> NUMBERS = Set.of(
            "versions",
            "available",
            "reserved",
            "knownVersions",
            "knownAvailable",
            "knownReserved",
            "knownSafety",
            "changes",
            "reservedChanges",
            "entries",
            "lowest",
            "safety",
            "thresholds",
            "heldUnits",
            "entryVersions",
            "entryChanges",
            "entryReservedChanges",
            "entryAvailable",
            "entryReserved",
            "signalVersions",
            "signalAvailable",
            "signalReserved",
            "signalSellable");

    private static final Set<String> ONLY_FOR_H2 = Set.of("pageByBytes", "putOnH2");

    private static final int SKUS = 100_000;
    private static final int ORDERS = 100_000;
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-01-01T00:00:00Z");

    private static Jdbi jdbi;

    @BeforeAll
    static void fill() {
        jdbi = SqlObjects.on(DATABASE.dataSource());
        jdbi.useHandle(handle -> {
            String skus = " from generate_series(1, " + SKUS + ") i";
            String orders = " from generate_series(1, " + ORDERS + ") i";
            handle.execute("insert into inventory_stocks (sku_id, id, available_stock, reserved_stock, version,"
                    + " created_at, updated_at) select 'sku-' || i, gen_random_uuid(), 100, 0, 2, now(), now()" + skus);
            handle.execute("insert into inventory_logs select 'sku-' || i, 2, gen_random_uuid(), 50, 0, 100, 0,"
                    + " 'manual_adjust', '', 'request-2', now()" + skus);
            handle.execute("insert into inventory_orders select 'order-' || i, 'DEDUCT', 'DEDUCTED', '[]', '[]', null,"
                    + " null, null, null, now(), now()" + orders);
            handle.execute("insert into inventory_requests (sku_id, request_id, content, version, available_after,"
                    + " reserved_after, created_at) select 'sku-' || i, 'request-1', 'content', 1, 50, 0, now()"
                    + orders);
            handle.execute(
                    "insert into inventory_signals (sku_id, version, kind, available, reserved, sellable, created_at,"
                            + " position) select 'sku-' || i, 2, 'BACK', 1, 0, 1, now(), nullif(i, 1)" + skus);
            handle.execute("insert into inventory_checkpoints select 'sku-' || i, 4096, 1, 0, '[]', now()" + skus);
            handle.execute("analyze");
        });
    }

    /** Every statement that PostgreSQL gets, with as many keys as fit: one, an ordinary batch, the most that there may be. */
    static Stream<Arguments> statements() {
        List<Class<?>> tables = List.of(
                OrdersTable.class,
                StocksTable.class,
                LogsTable.class,
                RequestsTable.class,
                ReservationsTable.class,
                SignalsTable.class,
                CheckpointsTable.class,
                VerificationTable.class);
        Stream<Arguments> ofMethods = tables.stream()
                .flatMap(table -> Stream.of(table.getDeclaredMethods()))
                .filter(method -> sql(method) != null && !ONLY_FOR_H2.contains(method.getName()))
                .flatMap(method -> sizes(method).mapToObj(size -> Arguments.of(name(method), size, explain(method))));
        Stream<Arguments> ofPipelined = tables.stream()
                .flatMap(table -> Stream.of(table.getDeclaredFields()))
                .filter(field -> !field.getName().startsWith("SELECT")) // the beginning of others
                .flatMap(field -> IntStream.of(1, 2, 256, keysMax(field.getDeclaringClass()))
                        .mapToObj(size -> Arguments.of(name(field), size, explain(field))));
        return Stream.concat(ofMethods, ofPipelined);
    }

    private static IntStream sizes(Method method) {
        boolean many = Stream.of(method.getParameters())
                .anyMatch(parameter -> parameter.getType().isArray() || parameter.isAnnotationPresent(BindList.class));
        return many ? IntStream.of(1, 256, keysMax(method.getDeclaringClass())) : IntStream.of(1);
    }

    private static int keysMax(Class<?> table) {
        return table == OrdersTable.class ? BatchLimits.DEFAULT.batchCommandsMax() : OrderLines.LINES_MAX;
    }

    @ParameterizedTest(name = "{0} with {1} keys")
    @MethodSource("statements")
    void everyLookUpUsesAnIndex(String name, int size, Explain explain) throws Exception {
        String plan = jdbi.withHandle(handle -> explain.plan(handle, size));
        assertUsesAnIndex(name, plan);
    }

    /** A plan that is made while a table is empty stays in use while it fills. */
    @ParameterizedTest(name = "{0} with {1} keys")
    @MethodSource("statements")
    void alsoOnTablesThatAreEmptyAndWereNeverAnalysed(String name, int size, Explain explain) throws Exception {
        String plan = SqlObjects.on(EMPTY.dataSource()).withHandle(handle -> explain.plan(handle, size));
        assertUsesAnIndex(name, plan);
    }

    /** Where stocks are not locked first, they are in the order in which they are changed: that of the arrays, or of the index. */
    @ParameterizedTest
    @ValueSource(strings = {"CHANGE_ALL", "CHANGE_TAKEN"})
    void stocksAreChangedInTheOrderOfTheirKeys(String name) throws Exception {
        Explain explain = explain(StocksTable.class.getField(name));
        for (TestDatabase database : List.of(DATABASE, EMPTY))
            for (int size : new int[] {2, 256, OrderLines.LINES_MAX})
                assertThat(SqlObjects.on(database.dataSource())
                                .<String, Exception>withHandle(handle -> explain.plan(handle, size)))
                        .contains("Index Scan")
                        .doesNotContain("Bitmap");
    }

    private static void assertUsesAnIndex(String name, String plan) {
        assertThat(plan).as("plan of %s", name).doesNotContain("Seq Scan");
        if (!plan.startsWith("Insert")) assertThat(plan).as("plan of %s", name).containsPattern("Index (Only )?Scan");
    }

    @Test
    void theStatementsAreFound() {
        assertThat(statements().map(statement -> statement.get()[0]).distinct())
                .hasSizeGreaterThanOrEqualTo(18)
                .contains("StocksTable.CHANGE_ALL", "OrdersTable.LOCK_ALL", "LogsTable.findAll", "RequestsTable.find");
    }

    @Test
    void aBatchQueryIsOneStatement() {
        List<Sku> skus = IntStream.rangeClosed(1, 1_000)
                .mapToObj(i -> new Sku("sku-" + i))
                .toList();
        List<OrderLine> lines = skus.stream().map(sku -> new OrderLine(sku, 1)).toList();
        for (Dialect dialect : List.of(new ArrayStatements(), RowStatements.forPostgresql())) {
            assertThat(statementsOf(dialect, new BatchGetStock(skus))).hasSize(1);
            assertThat(statementsOf(dialect, new CheckStock(lines))).hasSize(1);
        }
    }

    private static List<String> statementsOf(Dialect dialect, Query<?> query) {
        List<String> statements = new ArrayList<>();
        Jdbi counted = SqlObjects.on(DATABASE.dataSource());
        counted.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                statements.add(context.getRenderedSql());
            }
        });
        counted.useHandle(handle -> new Queries(dialect, null, Signal.RETENTION_DEFAULT).answer(handle, query));
        return statements;
    }

    private static String name(Member member) {
        return member.getDeclaringClass().getSimpleName() + "." + member.getName();
    }

    private static @Nullable String sql(Method method) {
        if (method.isAnnotationPresent(SqlQuery.class))
            return method.getAnnotation(SqlQuery.class).value();
        if (method.isAnnotationPresent(SqlUpdate.class))
            return method.getAnnotation(SqlUpdate.class).value();
        return method.isAnnotationPresent(SqlBatch.class)
                ? method.getAnnotation(SqlBatch.class).value()
                : null;
    }

    private static Explain explain(Method method) {
        return (handle, size) -> {
            var statement = handle.createQuery("explain " + Objects.requireNonNull(sql(method)));
            for (Parameter parameter : method.getParameters()) bind(statement, parameter, size);
            return String.join("\n", statement.mapTo(String.class).list());
        };
    }

    /** For a statement that is sent with others: the type of a parameter follows from its name. */
    private static Explain explain(Field sql) {
        return (handle, size) -> {
            String forMany = (String) sql.get(null);
            boolean one = size == 1 && forMany.contains("unnest(");
            String text = one ? Columns.forOneRow(forMany) : forMany;
            var statement = handle.createQuery("explain " + text);
            PARAMETER
                    .matcher(text)
                    .results()
                    .map(parameter -> parameter.group(1))
                    .distinct()
                    .forEach(name -> {
                        Object value = value(name, size);
                        boolean isArray = !one || name.equals("lockedSkus");
                        statement.bind(name, !isArray && value instanceof Object[] row ? row[0] : value);
                    });
            return String.join("\n", statement.mapTo(String.class).list());
        };
    }

    private static Object value(String name, int size) {
        if (name.equals("now")) return NOW;
        if (name.endsWith("sChanged") || name.equals("stocksKnown")) return size;
        if (name.equals("entryIds")) return array(size, UUID[]::new, i -> UUID.randomUUID());
        return NUMBERS.contains(name) ? array(size, Long[]::new, i -> 2L) : texts(name, size);
    }

    private static void bind(SqlStatement<?> statement, Parameter parameter, int size) {
        if (parameter.isAnnotationPresent(BindMethods.class)) {
            statement.bindMethods(row(parameter.getParameterizedType().getTypeName()));
        } else if (parameter.isAnnotationPresent(BindList.class)) {
            statement.bindList(parameter.getAnnotation(BindList.class).value(), List.of(texts("skus", size)));
        } else {
            String name = parameter.getAnnotation(Bind.class).value();
            statement.bind(name, value(name, parameter, size));
        }
    }

    private static Object value(String name, Parameter parameter, int size) {
        Class<?> type = parameter.getType();
        String typeName = parameter.getParameterizedType().getTypeName();
        if (type == String[].class) return texts(name, size);
        if (type == Long[].class) return array(size, Long[]::new, i -> 2L);
        if (type == UUID[].class) return array(size, UUID[]::new, i -> UUID.randomUUID());
        if (type == String.class || typeName.equals("java.util.List<java.lang.String>")) return texts(name, 1)[0];
        if (type == long.class || typeName.equals("java.util.List<java.lang.Long>")) return 2L;
        if (type == int.class) return 100;
        if (type == UUID.class) return UUID.randomUUID();
        if (type == OffsetDateTime.class) return NOW;
        throw new IllegalArgumentException("the test has no value for " + parameter);
    }

    /** Keys spread over the whole table; any text for other columns. */
    private static String[] texts(String name, int size) {
        return array(size, String[]::new, i -> switch (name) {
            case "skus", "sku", "after", "lockedSkus", "knownSkus", "entrySkus", "heldSkus", "freeSkus", "signalSkus" ->
                "sku-" + (1 + i * (SKUS / size));
            case "orders", "order", "newOrders", "oldOrders", "heldOrders", "freeOrders", "afterOrder" ->
                "order-" + (1 + i * (ORDERS / size));
            case "request" -> "request-1";
            case "newExpiresAt",
                    "newConfirmedAt",
                    "newClosedAt",
                    "oldExpiresAt",
                    "oldReservedUntil",
                    "oldConfirmedAt",
                    "oldClosedAt",
                    "heldUntil",
                    "entryTimes",
                    "signalTimes" -> NOW.toString();
            default -> "text";
        });
    }

    private static <T> T[] array(int size, IntFunction<T[]> constructor, IntFunction<T> element) {
        return IntStream.range(0, size).mapToObj(element).toArray(constructor);
    }

    private static Object row(String listType) {
        if (listType.contains(OrderRow.class.getName())) return order();
        if (listType.contains(CheckpointRow.class.getName()))
            return new CheckpointRow("sku-7", 4_096, 1, 0, "[]", NOW, "");
        if (listType.contains(SignalKey.class.getName())) return new SignalKey("sku-7", 2, "BACK");
        if (listType.contains(SignalRow.class.getName()))
            return new SignalRow("sku-7", 3, "BACK", 1, 0, 1, null, null, NOW);
        return listType.contains(ReservationRow.class.getName())
                ? new ReservationRow("sku-7", "order-7", 1, NOW)
                : entry();
    }

    private static OrderRow order() {
        return new OrderRow("order-7", "DEDUCT", "DEDUCTED", "[]", "[]", null, null, null, null, null, NOW, NOW);
    }

    private static LogRow entry() {
        return new LogRow("sku-7", 3, UUID.randomUUID(), 1, 0, 101, 0, "manual_adjust", "", "request-9", NOW, "alice");
    }

    /** Asks for the plan of a statement with a number of keys. */
    private interface Explain {
        String plan(Handle handle, int size) throws Exception;
    }
}
