package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LimitedLogTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = new LoggerContext().getLogger("test");

    @Test
    void whatExceedsTheRateIsCounted() {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getFormattedMessage());
            }
        };
        appender.start();
        logger.addAppender(appender);
        LimitedLog log = new LimitedLog(logger, Level.INFO, "orders refused", 2);

        for (int i = 1; i <= 5; i++) log.log("order {} refused", i);
        assertThat(lines).containsExactly("order 1 refused", "order 2 refused");

        Awaitility.await().until(() -> lines.size() == 3);
        assertThat(lines.get(2)).isEqualTo("3 more orders refused in the last second, not logged one by one");
        log.log("order {} refused", 6);
        assertThat(lines.get(3)).isEqualTo("order 6 refused");
    }
}
