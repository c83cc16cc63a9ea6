package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.Sku;
import io.inventory.contract.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Orders that nothing is wrong with, in one batch with others. */
record Bystanders(JdbiInventory inventory, Names names, Sku sku) {
    static final int COUNT = 60;

    /**
     * Submits requests among them: these must fail, and all of the bystanders get their unit.
     *
     * @param round tells the orders of one call from those of another
     */
    void assertOnlyTheseFail(List<Request<?>> requests, String round, String message) {
        List<CompletableFuture<?>> others = new ArrayList<>();
        List<CompletableFuture<?>> failing = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            others.add(inventory.submit(new Deduct(names.order(round + i), List.of(new OrderLine(sku, 1)))));
            if (i % 10 == 5 && i / 10 < requests.size()) failing.add(inventory.submit(requests.get(i / 10)));
        }
        for (int i = 0; i < COUNT; i++)
            assertThat(others.get(i).join()).isEqualTo(new Deducted(names.order(round + i), false));
        assertThat(failing).hasSize(requests.size()).allSatisfy(answer -> assertInternal(answer, message));
    }

    static void assertInternal(CompletableFuture<?> answer, String message) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        InventoryException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.INTERNAL))
                .hasMessageContaining(message);
    }
}
