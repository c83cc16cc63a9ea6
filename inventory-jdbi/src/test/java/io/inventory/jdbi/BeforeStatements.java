package io.inventory.jdbi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Lets somebody else be faster: runs something once, just before the first statement with a text in it goes to the database. */
final class BeforeStatements {
    private final DataSource target;
    private final String text;
    private final Step step;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean run;

    interface Step {
        void run() throws SQLException;
    }

    BeforeStatements(DataSource target, String text, Step step) {
        this.target = target;
        this.text = text;
        this.step = step;
    }

    boolean wasRun() {
        return run;
    }

    DataSource dataSource() {
        return of(DataSource.class, target);
    }

    private <T> T of(Class<T> type, T through) {
        return type.cast(Proxy.newProxyInstance(
                BeforeStatements.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String sql && sql.contains(text)) runOnce();
                    try {
                        Object result = method.invoke(through, arguments);
                        if (result instanceof Connection connection) return of(Connection.class, connection);
                        return method.getName().equals("createStatement")
                                ? of(Statement.class, (Statement) result)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                }));
    }

    private void runOnce() throws SQLException {
        if (begun.getAndSet(true)) return;
        step.run();
        run = true;
    }
}
