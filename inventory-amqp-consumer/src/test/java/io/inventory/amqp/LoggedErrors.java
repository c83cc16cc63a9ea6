package io.inventory.amqp;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.inventory.amqp.simulator.SimulatedProcess;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the code in a simulated world logs as an error, and lets nothing be printed, until it is closed. Nobody would read
 * what a process says when it is dead. Safe for use by many threads.
 */
final class LoggedErrors extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger log = (Logger) LoggerFactory.getLogger("io.inventory");
    /** Those of the worlds: what another test has left running may say something too. */
    private final Set<String> threads = Set.of(Thread.currentThread().getName(), SimulatedProcess.THREAD);

    private final List<String> errors = new CopyOnWriteArrayList<>();

    LoggedErrors() {
        setContext(log.getLoggerContext());
        start();
        log.setLevel(Level.ERROR);
        log.setAdditive(false);
        log.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!threads.contains(event.getThreadName())) return;
        if (event.getThrowableProxy() instanceof ThrowableProxy thrown
                && SimulatedProcess.isDeath(thrown.getThrowable())) return;
        errors.add(event.getFormattedMessage() + '\n' + ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }

    /** What was logged since this was asked for before. */
    List<String> take() {
        List<String> taken = List.copyOf(errors);
        errors.clear();
        return taken;
    }

    @Override
    public void close() {
        log.detachAppender(this);
        log.setAdditive(true);
        log.setLevel(null);
    }
}
