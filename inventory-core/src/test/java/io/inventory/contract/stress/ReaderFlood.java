package io.inventory.contract.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.contract.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Callers that read whatever there is to read: blocking, and many at once without blocking. */
final class ReaderFlood extends Callers {
    private static final int THREADS = 8;
    private static final int SUBMITTED_AT_ONCE = 32;
    private static final Duration PAUSE = Duration.ofMillis(25);

    private final Inventory inventory;
    private final Sku sku;
    private final Sku unknown;
    private final OrderId orderId;

    ReaderFlood(Inventory inventory, Names names, Sku sku) {
        super(THREADS, PAUSE);
        this.inventory = inventory;
        this.sku = sku;
        unknown = names.sku("unknown");
        orderId = names.order("read");
        inventory.deduct(orderId, List.of(new OrderLine(sku, 1)));
    }

    @Override
    void call(int thread, long round) throws Exception {
        switch ((int) ((thread + round) % 6)) {
            case 0 -> assertThat(inventory.stock(sku).version()).isEqualTo(2);
            case 1 ->
                assertThat(inventory.stocks(List.of(sku, unknown)).unknown()).containsExactly(unknown);
            case 2 ->
                assertThat(inventory.check(List.of(new OrderLine(sku, 1))).sellable())
                        .isTrue();
            case 3 -> assertThat(inventory.order(orderId).lines()).hasSize(1);
            case 4 -> {
                Page<?> ofSku = inventory.execute(new ListSkuLedger(sku, Page.SIZE_DEFAULT, Optional.empty()));
                Page<?> ofOrder = inventory.execute(new ListOrderLedger(orderId, Page.SIZE_DEFAULT, Optional.empty()));
                assertThat(ofSku.items()).hasSize(2);
                assertThat(ofOrder.items()).hasSize(1);
            }
            default -> submitMany();
        }
    }

    private void submitMany() throws Exception {
        List<CompletableFuture<Stock>> answers = new ArrayList<>();
        for (int i = 0; i < SUBMITTED_AT_ONCE; i++) answers.add(inventory.submit(new GetStock(sku)));
        for (CompletableFuture<Stock> answer : answers)
            assertThat(answer.get(UnderStress.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .version())
                    .isEqualTo(2);
    }
}
