package io.inventory.jdbi.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Command;
import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.Extend;
import io.inventory.Inventory;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.decision.Decider;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.StockMemory;
import io.inventory.jdbi.StoreSettings;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.SqlObjects;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch of commands, some of which can't be carried out: at what cost the others are. */
@Timeout(60)
class CulpritsTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private static final int COMMANDS = 64;

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final Sku culprit = names.sku("culprit");
    private RecordedLog failures;
    private RecordedLog attempts;

    private record Form(String name, TestDatabase database, Dialect dialect, StockMemory memory) {
        TransactionRunner runner() {
            return runner(SqlObjects.on(database.dataSource()));
        }

        TransactionRunner runner(Jdbi jdbi) {
            return new TransactionRunner(
                    jdbi,
                    new BatchTransaction(dialect, new Decider(Extend.TOTAL_MAX_DEFAULT), null),
                    memory.stocks(),
                    new SessionLimits("", "", "", "", 0),
                    Duration.ofSeconds(10));
        }

        int sql(String sql, Object... arguments) {
            return SqlObjects.on(database.dataSource()).withHandle(handle -> handle.execute(sql, arguments));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() {
        return Stream.concat(postgresqlForms(), Stream.of(new Form("rows on H2", H2, Dialect.h2(), StockMemory.NONE)));
    }

    static Stream<Form> postgresqlForms() {
        return Stream.concat(
                Stream.of(StockMemory.values())
                        .map(memory -> new Form(
                                "arrays on PostgreSQL, memory " + memory, POSTGRESQL, Dialect.arrays(), memory)),
                Stream.of(new Form("rows on PostgreSQL", POSTGRESQL, Dialect.rows(), StockMemory.NONE)));
    }

    @BeforeEach
    void record() {
        failures = new RecordedLog(Failures.class);
        attempts = new RecordedLog(TransactionRunner.class);
    }

    @AfterEach
    void stopRecording() {
        failures.close();
        attempts.close();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void ordersThatCannotBeReadCostNoFurtherTransaction(Form form) {
        create(form);
        List<Command<?>> commands = new ArrayList<>();
        try (Inventory inventory = JdbiInventory.on(form.database.dataSource())) {
            for (int i = 0; i < 3; i++) inventory.deduct(names.order("bad" + i), lines(culprit));
        }
        form.sql("update inventory_orders set status = 'ON_HOLD' where order_id like ?", names.prefix() + "%bad%");
        for (int i = 0; i < COMMANDS; i++)
            commands.add(i % 2 == 0 ? order(i, sku) : new Deduct(names.order("bad" + i % 3), lines(culprit)));

        List<Verdict<?>> verdicts = form.runner().run(commands);

        for (int i = 0; i < COMMANDS; i++)
            if (i % 2 == 0) assertDeducted(verdicts.get(i), i);
            else assertInternal(verdicts.get(i), "has status 'ON_HOLD', which this version does not know");
        assertThat(failedAttempts()).isEmpty();
        assertThat(failures.lines()).as("one line an order").hasSize(3);
        assertThat(failures.stackTraces()).isZero();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aLedgerAheadOfItsStockCostsOneFurtherTransaction(Form form) {
        create(form);
        form.sql(
                "insert into inventory_logs select sku_id, 3, id, change, reserved_change, available_after,"
                        + " reserved_after, reason, note, ref_id, created_at, actor from inventory_logs where sku_id = ?",
                culprit.value());

        List<Verdict<?>> verdicts = form.runner().run(orders());

        assertCulpritsAreRefused(
                verdicts, "SKU " + culprit + " has a ledger entry of version 3, but its stock is at version 1");
        assertThat(failedAttempts()).hasSize(1);
        assertThat(failures.lines()).hasSize(1);
        form.sql("delete from inventory_logs where sku_id = ? and version = 3", culprit.value());
    }

    /** A trigger of the shop's own, say. */
    @ParameterizedTest
    @MethodSource("postgresqlForms")
    void whatFailsForAReasonOfItsOwnFailsAloneAndIsLoggedInFullOnce(Form form) {
        create(form);
        form.sql("create or replace function refuse() returns trigger language plpgsql as"
                + " $$ begin raise exception 'not this one'; end $$");
        form.sql("create trigger refuse before insert on inventory_logs for each row when (new.sku_id = '"
                + culprit.value() + "') execute function refuse()");
        try {
            List<Verdict<?>> verdicts = form.runner().run(orders());

            assertCulpritsAreRefused(verdicts, "a transaction failed in an unexpected way");
            assertThat(failures.stackTraces()).isOne();
            assertThat(failures.lines()).hasSizeLessThanOrEqualTo(2);
        } finally {
            form.sql("drop trigger refuse on inventory_logs");
        }
    }

    /** Unlike that of a concurrent insert it is there again at the next attempt, and no ledger explains it. */
    @ParameterizedTest
    @MethodSource("postgresqlForms")
    void aDuplicateKeyThatStaysFailsItsCommandsOnly(Form form) {
        create(form);
        form.sql("create unique index one_only on inventory_logs (sku_id) where sku_id = '" + culprit.value() + "'");
        try {
            List<Verdict<?>> verdicts = form.runner().run(orders());

            assertCulpritsAreRefused(verdicts, "the store refused the data of a command");
        } finally {
            form.sql("drop index one_only");
        }
    }

    @ParameterizedTest
    @MethodSource("postgresqlForms")
    void whatTheDatabaseRefusesToAllIsNotTriedOneByOne(Form form) {
        create(form);
        Jdbi limited = jdbi(() -> {
            StoreSettings settings = form.database.settings();
            Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
            connection.createStatement().execute("set role pg_read_all_data");
            return connection;
        });
        List<Verdict<?>> verdicts = form.runner(limited).run(orders());

        assertThat(verdicts).allSatisfy(verdict -> {
            assertThat(reason(verdict)).isEqualTo(ErrorReason.UNAVAILABLE);
            assertThat(((Verdict.Refusal<?>) verdict).exception())
                    .hasMessageContaining("the database refuses the login or a statement");
        });
        assertThat(failures.lines()).hasSize(1);
        assertThat(failures.stackTraces()).isZero();
    }

    @ParameterizedTest
    @MethodSource("postgresqlForms")
    void aStoreThatIsGoneEndsTheSearch(Form form) {
        create(form);
        form.sql("alter table inventory_logs add constraint small check (sku_id <> '" + culprit.value()
                + "') not valid");
        AtomicInteger asked = new AtomicInteger();
        Jdbi goneSoon = jdbi(() -> {
            if (asked.incrementAndGet() > 2) throw new SQLTransientConnectionException("the pool is empty");
            return form.database.dataSource().getConnection();
        });
        try {
            List<Verdict<?>> verdicts = form.runner(goneSoon).run(orders());

            assertThat(asked).as("one refusal is enough").hasValue(3);
            assertThat(verdicts)
                    .allSatisfy(verdict -> assertThat(reason(verdict)).isEqualTo(ErrorReason.UNAVAILABLE));
        } finally {
            form.sql("alter table inventory_logs drop constraint small");
        }
    }

    /** What was decided from known stock in vain is none. */
    private List<String> failedAttempts() {
        return attempts.lines().stream()
                .filter(line -> line.contains(" failed "))
                .toList();
    }

    private static Jdbi jdbi(Callable<Connection> connections) {
        return SqlObjects.on((DataSource) Proxy.newProxyInstance(
                CulpritsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connections.call()));
    }

    private void create(Form form) {
        try (Inventory inventory = JdbiInventory.on(form.database.dataSource())) {
            for (Sku each : List.of(sku, culprit)) inventory.create(each, 1_000, names.request());
        }
    }

    /** One in 32 takes the culprit's stock. */
    private List<Command<?>> orders() {
        List<Command<?>> commands = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) commands.add(order(i, i % 32 == 19 ? culprit : sku));
        return commands;
    }

    private Deduct order(int number, Sku of) {
        return new Deduct(names.order("" + number), lines(of));
    }

    private static List<OrderLine> lines(Sku of) {
        return List.of(new OrderLine(of, 1));
    }

    private void assertCulpritsAreRefused(List<Verdict<?>> verdicts, String message) {
        assertThat(verdicts).hasSize(COMMANDS);
        for (int i = 0; i < COMMANDS; i++)
            if (i % 32 == 19) assertInternal(verdicts.get(i), message);
            else assertDeducted(verdicts.get(i), i);
    }

    private void assertDeducted(Verdict<?> verdict, int number) {
        assertThat(verdict).isEqualTo(new Verdict.Outcome<>(new Deducted(names.order("" + number), false)));
    }

    private static void assertInternal(Verdict<?> verdict, String message) {
        assertThat(reason(verdict)).isEqualTo(ErrorReason.INTERNAL);
        assertThat(((Verdict.Refusal<?>) verdict).exception()).hasMessageContaining(message);
    }

    private static ErrorReason reason(Verdict<?> verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refusal.class);
        return ((Verdict.Refusal<?>) verdict).exception().reason();
    }
}
