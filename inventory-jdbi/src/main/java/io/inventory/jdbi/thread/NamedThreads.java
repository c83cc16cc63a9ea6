package io.inventory.jdbi.thread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the library's threads: numbered daemons, which say in the log what they fail with. */
public final class NamedThreads implements ThreadFactory {
    private static final Logger LOG = LoggerFactory.getLogger(NamedThreads.class);

    private final String name;
    private final AtomicInteger made = new AtomicInteger();

    public NamedThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
        // whose thread happens to make it must not matter, nor may an application's class loader be kept by it
        Thread thread = new LibrarysOwn(task, name + "-" + made.incrementAndGet());
        thread.setContextClassLoader(NamedThreads.class.getClassLoader());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (failed, e) -> LOG.error("thread {} ended in an unexpected way", failed.getName(), e));
        return thread;
    }

    /** Whether the current thread is one of the library's. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof LibrarysOwn;
    }

    private static final class LibrarysOwn extends Thread {
        LibrarysOwn(Runnable task, String name) {
            super(null, task, name, 0, false);
        }
    }
}
