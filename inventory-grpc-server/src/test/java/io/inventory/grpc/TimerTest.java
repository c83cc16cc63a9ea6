package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.ExpectedLog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@ExpectedLog(Timer.class)
class TimerTest {
    @Test
    void aTaskThatThrowsIsDoneAgain() throws Exception {
        CountDownLatch runs = new CountDownLatch(3);
        try (Timer timer = new Timer()) {
            timer.every(Duration.ofMillis(1), () -> {
                runs.countDown();
                if (runs.getCount() == 2) throw new IllegalStateException("provoked");
                if (runs.getCount() == 1) throw new AssertionError("provoked");
            });
            assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
