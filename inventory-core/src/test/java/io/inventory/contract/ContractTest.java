package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inventory.CreateStock;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.Sku;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of the contract have in common: the inventory under test, and names that are this test's own. */
abstract class ContractTest {
    /** How many requests a test has under way by itself, where it has many. */
    private static final int AT_ONCE = 100;

    final Names names = new Names();

    abstract InventoryContract contract();

    final Inventory inventory() {
        return contract().inventory();
    }

    final void advance(Duration duration) {
        contract().clock().advance(duration);
    }

    final OrderLine line(String label, long quantity) {
        return names.line(label, quantity);
    }

    final OrderId order(String label) {
        return names.order(label);
    }

    /** Creates a SKU of this test's own. */
    final Sku stocked(String label, long available) {
        Sku sku = names.sku(label);
        inventory().create(sku, available, names.request());
        return sku;
    }

    /** Creates that many of them, called s0, s1 and so on. */
    final List<Sku> stocked(int count, long available) {
        List<Sku> skus =
                IntStream.range(0, count).mapToObj(i -> names.sku("s" + i)).toList();
        askAll(skus.stream()
                .map(sku -> new CreateStock(sku, available, names.request()))
                .toList());
        return skus;
    }

    /** Makes many requests, a hundred at a time, in no certain order. */
    final <A> List<A> askAll(List<? extends Request<A>> requests) {
        List<A> answers = new ArrayList<>();
        for (int i = 0; i < requests.size(); i += AT_ONCE) {
            List<CompletableFuture<A>> asked = new ArrayList<>();
            for (Request<A> request : requests.subList(i, Math.min(requests.size(), i + AT_ONCE)))
                asked.add(inventory().submit(request).orTimeout(Requests.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            for (CompletableFuture<A> answer : asked) answers.add(answer.join());
        }
        return answers;
    }

    /** Asserts the stock of a SKU. */
    final void assertStock(Sku sku, long available, long reserved) {
        assertThat(inventory().stock(sku)).satisfies(stock -> {
            assertThat(stock.available()).as("available of %s", sku).isEqualTo(available);
            assertThat(stock.reserved()).as("reserved of %s", sku).isEqualTo(reserved);
        });
    }

    /** Asserts that a request is refused for that reason, and returns the refusal. */
    static InventoryException assertRefused(ErrorReason reason, ThrowingCallable request) {
        InventoryException refusal = catchThrowableOfType(InventoryException.class, request);
        assertThat(refusal).as("a refusal for %s", reason).isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        return refusal;
    }

    final void assertLedgerProves(List<Sku> skus) {
        LedgerProof.assertProves(inventory(), skus);
    }
}
