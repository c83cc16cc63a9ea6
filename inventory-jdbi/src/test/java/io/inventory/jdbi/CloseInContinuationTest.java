package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.contract.Names;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A close completes the futures that are left, and their continuations may close as well. */
@Timeout(60)
class CloseInContinuationTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Names names = new Names();

    @Test
    void aContinuationThatTheCloseItselfCompletesMayClose() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean isHeld = new AtomicBoolean();
        HookedDataSource source = new HookedDataSource(DATABASE.dataSource(), () -> {
            if (isHeld.get()) end.await();
            return true;
        });
        JdbiInventory inventory =
                JdbiInventory.builder(source).executor(Runnable::run).build();
        isHeld.set(true);
        CompletableFuture<?> closed = inventory
                .submit(new Deduct(names.order("o"), List.of(names.line("A", 1))))
                .handle((outcome, failure) -> {
                    inventory.close();
                    return Thread.currentThread().getName();
                });

        CompletableFuture<Void> outer = CompletableFuture.runAsync(inventory::close);

        long limit = JdbiInventory.CLOSE_MAX.toSeconds() + 10;
        assertThat(closed.get(limit, TimeUnit.SECONDS)).asString().startsWith("inventory-close");
        outer.get(10, TimeUnit.SECONDS);
        end.countDown();
    }
}
