package io.inventory.grpc;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes a limited number of lines of one kind a second, and then how many it left out. Thread-safe. */
final class LimitedLog {
    private static final Executor A_SECOND_LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final Logger target;
    private final Level level;
    private final String kind;
    private final int linesPerSecondMax;
    private int lines;
    private int suppressed;

    /** @param kind what the lines are about, in the plural */
    LimitedLog(Logger target, Level level, String kind, int linesPerSecondMax) {
        this.target = target;
        this.level = level;
        this.kind = kind;
        this.linesPerSecondMax = linesPerSecondMax;
    }

    /** False if the line was left out. */
    boolean log(String format, @Nullable Object... arguments) {
        return log(Map.of(), format, arguments);
    }

    /**
     * The same with fields for who collects lines as JSON; the text has them already.
     *
     * @param fields by name, as on the wire
     */
    boolean log(Map<String, ?> fields, String format, @Nullable Object... arguments) {
        if (!target.isEnabledForLevel(level) || !admit()) return false;
        LoggingEventBuilder line = target.atLevel(level);
        for (Map.Entry<String, ?> field : fields.entrySet()) line = line.addKeyValue(field.getKey(), field.getValue());
        line.log(format, arguments);
        return true;
    }

    private synchronized boolean admit() {
        if (lines == 0) A_SECOND_LATER.execute(this::endSecond);
        if (lines < linesPerSecondMax) {
            lines++;
            return true;
        }
        suppressed++;
        return false;
    }

    private void endSecond() {
        int leftOut;
        synchronized (this) {
            leftOut = suppressed;
            lines = 0;
            suppressed = 0;
        }
        if (leftOut > 0)
            target.atLevel(level).log("{} more {} in the last second, not logged one by one", leftOut, kind);
    }
}
