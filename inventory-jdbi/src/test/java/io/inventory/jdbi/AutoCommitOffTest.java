package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.contract.Names;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pool whose connections do not commit by themselves, as many programs have it. */
class AutoCommitOffTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private final Names names = new Names();

    private record Form(String name, TestDatabase database, StatementForm statements) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Form> forms() {
        return Stream.of(
                new Form("H2", H2, StatementForm.AUTO),
                new Form("arrays on PostgreSQL", POSTGRESQL, StatementForm.ARRAYS),
                new Form("rows on PostgreSQL", POSTGRESQL, StatementForm.PORTABLE));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatWasAnsweredIsCommitted(Form form) throws SQLException {
        StoreSettings settings = form.database.settings();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setAutoCommit(false);
        Sku sku = names.sku("A");
        try (HikariDataSource pool = new HikariDataSource(config);
                JdbiInventory inventory =
                        JdbiInventory.builder(pool).statements(form.statements).build()) {
            inventory.create(sku, 10, names.request());
            assertThat(inventory.deduct(names.order("1"), List.of(new OrderLine(sku, 3))))
                    .isInstanceOf(Deducted.class);

            assertThat(inventory.order(names.order("1")).status()).isEqualTo(OrderStatus.DEDUCTED);
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
            }
        }
        try (JdbiInventory other = JdbiInventory.on(form.database.dataSource())) {
            assertThat(other.stock(sku).available()).isEqualTo(7);
        }
    }

    /** A pool may take them back unseen, and lend them to the program that they belong to. */
    @ParameterizedTest
    @MethodSource("forms")
    void connectionsGoBackAsTheyCame(Form form) throws SQLException {
        StoreSettings settings = form.database.settings();
        List<Boolean> onReturn = new CopyOnWriteArrayList<>();
        try (Connection own = DriverManager.getConnection(settings.url(), settings.user(), settings.password())) {
            own.setAutoCommit(false);
            Connection lent = proxy(Connection.class, (method, arguments) -> {
                if (!method.getName().equals("close")) return method.invoke(own, arguments);
                onReturn.add(own.getAutoCommit());
                return null;
            });
            try (JdbiInventory inventory = JdbiInventory.builder(proxy(DataSource.class, (method, arguments) -> lent))
                    .statements(form.statements)
                    .withoutGroupCommit()
                    .build()) {
                inventory.create(names.sku("A"), 10, names.request());
            }
        }
        assertThat(onReturn).isNotEmpty().containsOnly(false);
    }

    private interface Call {
        @Nullable
        Object on(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> call.on(method, arguments)));
    }
}
