package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetStock;
import io.inventory.InternalErrorException;
import io.inventory.ListStocks;
import io.inventory.Request;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Code of callers in other languages throws checked exceptions that it does not declare: no thread ends, no future is lost. */
@Timeout(60)
@ExpectedLog({Failures.class, ListenerRelay.class})
class UndeclaredExceptionTest {
    /** More than a queue has threads. */
    private static final int MANY = 12;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final AtomicBoolean isBad = new AtomicBoolean();

    private HookedDataSource source() {
        return new HookedDataSource(DATABASE.dataSource(), () -> {
            if (isBad.get()) throw new IOException("the secrets are sealed");
            return true;
        });
    }

    private Deduct order(String label) {
        return new Deduct(names.order(label), List.of(names.line("A", 1)));
    }

    @Test
    void oneOfAListenerReachesNobody() throws Exception {
        InventoryListener listener = new InventoryListener() {
            @Override
            public void batchDone(Kind kind, int requests, int waiting, long nanos) {
                throw HookedDataSource.<RuntimeException>undeclared(new IOException("no metrics"));
            }
        };
        try (JdbiInventory inventory =
                JdbiInventory.builder(DATABASE.pool()).listener(listener).build()) {
            CompletableFuture<?> created =
                    CompletableFuture.runAsync(() -> inventory.create(sku, 100, names.request()));
            created.get(20, TimeUnit.SECONDS);
            for (int i = 0; i < MANY; i++)
                assertThat(inventory.submit(order("o" + i)).get(20, TimeUnit.SECONDS))
                        .isInstanceOf(Deducted.class);
        }
    }

    @Test
    void oneOfADataSourceFailsTheRequestsThatMeetIt() throws Exception {
        try (JdbiInventory inventory = JdbiInventory.on(source())) {
            inventory.create(sku, 100, names.request());
            isBad.set(true);
            for (int i = 0; i < MANY; i++)
                for (Request<?> request :
                        List.of(order("bad" + i), new GetStock(sku), new ListStocks(1, Optional.empty())))
                    assertThatThrownBy(() -> inventory.submit(request).get(20, TimeUnit.SECONDS))
                            .hasCauseInstanceOf(InternalErrorException.class);
            isBad.set(false);
            assertThat(inventory.submit(order("good")).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(Deducted.class);
            assertThat(inventory
                            .submit(new GetStock(sku))
                            .get(20, TimeUnit.SECONDS)
                            .available())
                    .isEqualTo(99);
        }
    }

    @Test
    void oneOfADataSourceFailsTheBuild() {
        isBad.set(true);
        CompletableFuture<?> build = CompletableFuture.supplyAsync(() -> JdbiInventory.on(source()));
        assertThatThrownBy(() -> build.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("the secrets are sealed");
    }
}
