package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.jdbi.ExpectedLog;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ExpectedLog(TimeLimit.class)
class TimeLimitTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final Timer timer = new Timer();

    @AfterEach
    void stop() {
        timer.close();
    }

    @Test
    void whatIsAnsweredIsNotHeldWhileAnEarlierRequestHangs() {
        TimeLimit limit = new TimeLimit(Duration.ofMinutes(1), IllegalStateException::new, timer);
        CompletableFuture<String> hanging = new CompletableFuture<>();
        limit.begin(hanging);
        WeakReference<byte[]> answer = answerTo(limit);
        Awaitility.await().until(() -> {
            System.gc();
            return answer.get() == null;
        });
        assertThat(hanging).isNotDone();
    }

    private static WeakReference<byte[]> answerTo(TimeLimit limit) {
        CompletableFuture<byte[]> request = new CompletableFuture<>();
        limit.begin(request);
        byte[] answer = new byte[1_000];
        request.complete(answer);
        return new WeakReference<>(answer);
    }

    @Test
    void aFailureThatCannotBeMadeDoesNotEndTheLimitForOthers() throws Exception {
        AtomicInteger made = new AtomicInteger();
        TimeLimit limit = new TimeLimit(
                SHORT,
                () -> {
                    if (made.incrementAndGet() == 1) throw new IllegalStateException("cannot be made");
                    return new IllegalArgumentException("too late");
                },
                timer);
        limit.begin(new CompletableFuture<>());
        CompletableFuture<String> next = new CompletableFuture<>();
        limit.begin(next);
        assertThatThrownBy(() -> next.orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }
}
