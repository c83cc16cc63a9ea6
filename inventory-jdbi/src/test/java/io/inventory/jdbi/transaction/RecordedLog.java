package io.inventory.jdbi.transaction;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a class logs from here on; nothing of it is on the console. */
public final class RecordedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final @Nullable Level levelBefore;

    /** Begins to, also with what is below the level of the class, down to DEBUG. */
    public RecordedLog(Class<?> of) {
        this(of, Level.DEBUG);
    }

    private RecordedLog(Class<?> of, @Nullable Level level) {
        this(of.getName(), level);
    }

    private RecordedLog(String name, @Nullable Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        levelBefore = logger.getLevel();
        start();
        logger.addAppender(this);
        logger.setAdditive(false);
        if (level != null) logger.setLevel(level);
    }

    /** Begins to, for a class that a test cannot name. */
    public static RecordedLog named(String className) {
        return new RecordedLog(className, Level.DEBUG);
    }

    /** Begins to, with what would be on the console otherwise. */
    public static RecordedLog atItsLevel(Class<?> of) {
        return new RecordedLog(of, null);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** Each without its stack trace. */
    public List<String> lines() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** How many of the lines have one. */
    public long stackTraces() {
        return events.stream()
                .filter(event -> event.getThrowableProxy() != null)
                .count();
    }

    /** Forgets the lines. */
    public void clear() {
        events.clear();
    }

    /** On the console after all. */
    public void show() {
        events.forEach(logger.getLoggerContext().getLogger(Logger.ROOT_LOGGER_NAME)::callAppenders);
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(levelBefore);
        logger.setAdditive(true);
    }
}
