package io.inventory.jdbi.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.inventory.jdbi.SetupException;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** How the lines of the log are written. */
enum LogFormat {
    /** For people: as logback.xml says. */
    text,
    /** For collectors: an object a line, with the message and its parts as fields. */
    json;

    /**
     * Writes lines so from now on. To be called by one thread, before there are others.
     *
     * @throws SetupException if another library than logback writes them
     */
    void begin() {
        if (this == text) return;
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext logback))
            throw new SetupException("--log-format=json needs logback, which is not what writes the log");
        for (Logger logger : logback.getLoggerList())
            for (Iterator<Appender<ILoggingEvent>> all = logger.iteratorForAppenders(); all.hasNext(); )
                if (all.next() instanceof OutputStreamAppender<ILoggingEvent> appender) writeJson(appender, logback);
    }

    private static void writeJson(OutputStreamAppender<ILoggingEvent> appender, LoggerContext logback) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(logback);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.start();
        appender.stop();
        appender.setEncoder(encoder);
        appender.start();
    }
}
