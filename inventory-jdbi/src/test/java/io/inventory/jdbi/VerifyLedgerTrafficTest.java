package io.inventory.jdbi;

import static io.inventory.jdbi.VerifiedStore.fill;
import static io.inventory.jdbi.VerifiedStore.findings;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.PageToken;
import io.inventory.RequestId;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verifies while callers and operators go on. */
@Timeout(120)
class VerifyLedgerTrafficTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2).filter(StoreForm::groupCommit);
    }

    /** With an instance that lets reservations expire, like a server. */
    @ParameterizedTest
    @MethodSource("forms")
    @SuppressWarnings("try") // it works by itself
    void whatGoesOnMeanwhileIsNoFinding(StoreForm form) {
        fill(form);
        AtomicBoolean stop = new AtomicBoolean();
        try (JdbiInventory inventory = form.open();
                ReservationExpiry ignored =
                        ReservationExpiry.start(inventory, new ExpiryLimits(Duration.ofMillis(20), 100, 100_000))) {
            for (Sku sku : Traffic.SKUS) inventory.adjust(sku, 1_000_000, "more", new RequestId("more"));
            List<CompletableFuture<Void>> callers = IntStream.range(0, 4)
                    .mapToObj(caller -> CompletableFuture.runAsync(() -> {
                        Traffic traffic = new Traffic(inventory, caller);
                        for (int i = 0; !stop.get(); i++) traffic.step(i);
                    }))
                    .toList();
            try {
                long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
                int rounds = 0;
                while (System.nanoTime() - end < 0 || rounds < 3) {
                    assertThat(findings(inventory, 200)).isEmpty();
                    rounds++;
                }
            } finally {
                stop.set(true);
            }
            callers.forEach(CompletableFuture::join);
            assertThat(findings(inventory, VerifyLedger.ENTRIES_MAX)).isEmpty();
        }
    }

    /** All that callers and operators do, on two SKUs at once. */
    private record Traffic(Inventory inventory, int caller) {
        static final List<Sku> SKUS = List.of(new Sku("bad"), new Sku("good"));

        void step(int number) {
            String name = caller + "-" + number;
            OrderId id = new OrderId(name);
            List<OrderLine> lines = List.of(new OrderLine(SKUS.get(0), 3), new OrderLine(SKUS.get(1), 2));
            if (number % 2 == 0) inventory.deduct(id, lines);
            else if (number % 4 == 1) inventory.reserve(id, lines);
            else inventory.reserve(id, lines, Duration.ofSeconds(1));
            if (number % 3 == 0) inventory.confirm(id);
            if (number % 10 == 0)
                inventory.rollback(id, List.of(new OrderLine(SKUS.get(1), 1)), new RollbackId("part"));
            if (number % 5 < 2) inventory.rollback(id);
            if (number % 5 == 3) inventory.rollback(new OrderId("never-made-" + name));
            operate(SKUS.get(number % 2), number, new RequestId(name));
        }

        private void operate(Sku sku, int number, RequestId request) {
            switch (number % 11) {
                case 0 -> inventory.adjust(sku, 1, "found", request);
                case 3 -> inventory.count(sku, 1_000_000, Instant.now().minusMillis(1), "counted", request);
                case 6 -> inventory.setPolicy(sku, 1, number, request);
                case 9 -> inventory.create(new Sku("new-" + request.value()), 5, request);
                default -> {}
            }
        }
    }

    /** New entries, orders, requests and reservations that are written faster than they are read. */
    @ParameterizedTest
    @MethodSource("forms")
    void itEndsAlsoWhileMoreIsWrittenThanItReads(StoreForm form) {
        fill(form);
        Sku bad = new Sku("bad");
        try (Inventory inventory = form.open()) {
            inventory.adjust(bad, 1_000_000, "more", new RequestId("more"));
            Optional<PageToken> next = Optional.empty();
            int parts = 0;
            do {
                VerifiedPart part = inventory.execute(new VerifyLedger(next, 1));
                assertThat(part.findings()).isEmpty();
                next = part.next();
                String name = "z-%05d".formatted(parts++);
                inventory.reserve(new OrderId(name), List.of(new OrderLine(bad, 1)));
                inventory.adjust(bad, 1, "found", new RequestId(name));
                assertThat(parts).isLessThan(1_000);
            } while (next.isPresent());
        }
    }
}
