package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LimitedLogTest {
    private final LogLines lines = new LogLines();

    @Test
    void whatExceedsTheRateIsCounted() {
        LimitedLog log = new LimitedLog(lines.logger(), Level.INFO, "orders refused", 2);

        for (int i = 1; i <= 5; i++) assertThat(log.log("order {} refused", i)).isEqualTo(i <= 2);
        assertThat(lines.messages()).containsExactly("order 1 refused", "order 2 refused");

        Awaitility.await().until(() -> lines.messages().size() == 3);
        assertThat(lines.messages().get(2))
                .isEqualTo("3 more orders refused in the last second, not logged one by one");
        assertThat(log.log("order {} refused", 6)).isTrue();
        assertThat(lines.messages().get(3)).isEqualTo("order 6 refused");
    }
}
