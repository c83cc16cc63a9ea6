package io.inventory.jdbi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database whose connections can be held back: it does not refuse them, it does not answer. */
public final class HeldDataSource {
    private final DataSource real;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile String heldThreads = "";

    public HeldDataSource(DataSource real) {
        this.real = real;
    }

    /** From now on no connection is given. */
    public void hold() {
        holdThreads("");
    }

    /** From now on no connection is given to threads whose names match. */
    public void holdThreads(String pattern) {
        heldThreads = pattern;
        gate = new CountDownLatch(1);
    }

    /** Gives those that are waited for, and all after them. */
    public void release() {
        gate.countDown();
    }

    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && isHeld(Thread.currentThread())) pass();
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void pass() throws InterruptedException {
        waiting.incrementAndGet();
        try {
            gate.await();
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** How many threads wait for a connection. */
    public int waiting() {
        return waiting.get();
    }

    private boolean isHeld(Thread thread) {
        return heldThreads.isEmpty() || thread.getName().matches(heldThreads);
    }
}
