package io.inventory.jdbi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** A database whose connections can be held back: it does not refuse them, it does not answer. */
final class HeldDataSource {
    private final DataSource real;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    HeldDataSource(DataSource real) {
        this.real = real;
    }

    /** From now on no connection is given. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** Gives those that are waited for, and all after them. */
    void release() {
        gate.countDown();
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) gate.await();
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
