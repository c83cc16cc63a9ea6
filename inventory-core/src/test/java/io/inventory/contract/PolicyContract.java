package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.Rejected;
import io.inventory.Rejection.InsufficientStock;
import io.inventory.RequestId;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.SetStockPolicy;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockChanged;
import io.inventory.StockCheck;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Safety stock and threshold: what orders may take, and what they may not. */
abstract class PolicyContract extends ContractTest {
    private static final RequestId R1 = new RequestId("policy-1");
    private static final RequestId R2 = new RequestId("policy-2");

    @Test
    void anOrderNeverTakesTheSafetyStock() {
        Sku a = stocked("a", 10);
        inventory().setPolicy(a, 4, 0, R1);

        assertThat(inventory().deduct(order("1"), List.of(line("a", 7)))).isEqualTo(shortOf(order("1"), a, 7, 6));
        assertThat(inventory().reserve(order("2"), List.of(line("a", 7)))).isEqualTo(shortOf(order("2"), a, 7, 6));
        assertThat(inventory().deduct(order("3"), List.of(line("a", 4)))).isEqualTo(new Deducted(order("3"), false));
        assertThat(inventory().reserve(order("4"), List.of(line("a", 2)))).isInstanceOf(Reserved.class);
        assertThat(inventory().deduct(order("5"), List.of(line("a", 1)))).isEqualTo(shortOf(order("5"), a, 1, 0));
        assertStock(a, 4, 2);
        assertThat(inventory().stock(a).sellable()).isZero();
        assertLedgerProves(List.of(a));
    }

    private Rejected shortOf(io.inventory.OrderId orderId, Sku sku, long requested, long sellable) {
        return new Rejected(orderId, new InsufficientStock(List.of(new Shortage(sku, requested, sellable))), false);
    }

    @Test
    void aStockAndACheckShowWhatIsSellable() {
        Sku a = stocked("a", 10);
        inventory().setPolicy(a, 4, 3, R1);

        Stock stock = inventory().stock(a);
        assertThat(List.of(stock.available(), stock.safetyStock(), stock.lowThreshold(), stock.sellable()))
                .containsExactly(10L, 4L, 3L, 6L);
        assertThat(inventory().check(List.of(line("a", 7))).lines())
                .containsExactly(new StockCheck.Line(a, 7, 6, true));
        assertThat(inventory().check(List.of(line("a", 6))).sellable()).isTrue();
    }

    @Test
    void aPolicyMovesNoUnitAndIsExplainedByTheLedger() {
        Sku a = stocked("a", 10);

        assertThat(inventory().setPolicy(a, 4, 3, R1)).isEqualTo(new StockChanged(a, 10, 0, 2, false));
        assertThat(inventory().setPolicy(a, 4, 3, R1)).isEqualTo(new StockChanged(a, 10, 0, 2, true));
        assertThat(inventory().setPolicy(a, 4, 3, R2)).isEqualTo(new StockChanged(a, 10, 0, 3, false));

        assertThat(LedgerProof.entries(inventory(), a))
                .extracting(LedgerEntry::change, LedgerEntry::reason, LedgerEntry::note, LedgerEntry::refId)
                .endsWith(
                        tuple(0L, LedgerReason.POLICY_SET, "safety stock 4, low threshold 3", R1.value()),
                        tuple(0L, LedgerReason.POLICY_SET, "safety stock 4, low threshold 3", R2.value()));
        assertLedgerProves(List.of(a));
    }

    @Test
    void loweringItMakesUnitsSellableAtOnce() {
        Sku a = stocked("a", 10);
        inventory().setPolicy(a, 10, 0, R1);
        assertThat(inventory().deduct(order("1"), List.of(line("a", 1)))).isInstanceOf(Rejected.class);
        inventory().setPolicy(a, 0, 0, R2);

        assertThat(inventory().deduct(order("2"), List.of(line("a", 10)))).isEqualTo(new Deducted(order("2"), false));
        assertStock(a, 0, 0);
    }

    @Test
    void returnsAndOperatorsMayLeaveLessThanIt() {
        Sku a = stocked("a", 10);
        inventory().reserve(order("1"), List.of(line("a", 6)));
        inventory().setPolicy(a, 100, 0, R1);

        assertThat(inventory().adjust(a, -3, "broken", R2).available()).isEqualTo(1);
        assertThat(inventory().stock(a).sellable()).isZero();
        assertThat(inventory().confirm(order("1"))).isEqualTo(new Confirmed(order("1"), false));
        inventory().rollback(order("1"));
        assertStock(a, 7, 0);
        assertThat(inventory().set(a, 0, "lost", new RequestId("policy-3")).available())
                .isZero();
        assertLedgerProves(List.of(a));
    }

    @Test
    void itIsRefusedForAnUnknownSkuAndAnotherVersion() {
        Sku a = names.sku("a");
        assertRefused(ErrorReason.SKU_NOT_FOUND, () -> inventory().setPolicy(a, 1, 1, R1));
        stocked("a", 10);
        assertRefused(
                ErrorReason.VERSION_MISMATCH,
                () -> inventory().execute(new SetStockPolicy(a, 1, 1, R1, OptionalLong.of(2))));
        assertThat(inventory().stock(a).version()).isEqualTo(1);

        assertThat(inventory().execute(new SetStockPolicy(a, 1, 1, R1, OptionalLong.of(1))))
                .isEqualTo(new StockChanged(a, 10, 0, 2, false));
        assertRefused(ErrorReason.REQUEST_MISMATCH, () -> inventory().setPolicy(a, 2, 1, R1));
        assertRefused(ErrorReason.REQUEST_MISMATCH, () -> inventory().adjust(a, 1, "same id", R1));
    }

    @Test
    void theLargestPolicyIsKept() {
        Sku a = stocked("a", Long.MAX_VALUE);
        inventory().setPolicy(a, Long.MAX_VALUE, Long.MAX_VALUE, R1);

        assertThat(inventory().stock(a).safetyStock()).isEqualTo(Long.MAX_VALUE);
        assertThat(inventory().deduct(order("1"), List.of(line("a", 1)))).isEqualTo(shortOf(order("1"), a, 1, 0));
        inventory().setPolicy(a, Long.MAX_VALUE - 1, 0, R2);
        assertThat(inventory().deduct(order("2"), List.of(line("a", 1)))).isEqualTo(new Deducted(order("2"), false));
    }

    /** What is missing from the safety stock has to come back before anything can be sold. */
    @Test
    void overdueReservationsMakeUpForTheSafetyStockFirst() {
        Sku a = stocked("a", 10);
        for (String label : List.of("1", "2", "3"))
            inventory().execute(Requests.reserve(order(label), 60, line("a", 3)));
        inventory().setPolicy(a, 4, 0, R1);
        advance(Duration.ofSeconds(60));

        assertThat(inventory().deduct(order("4"), List.of(line("a", 2)))).isEqualTo(new Deducted(order("4"), false));
        assertStock(a, 5, 3);
    }
}
