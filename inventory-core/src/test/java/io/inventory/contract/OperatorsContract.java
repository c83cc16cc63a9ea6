package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.inventory.ErrorReason;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockChanged;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Create, adjust and set: their answers, their order of decision, and what they record. */
abstract class OperatorsContract extends ContractTest {
    private static final RequestId R1 = new RequestId("r1");
    private static final RequestId R2 = new RequestId("r2");
    private static final RequestId R3 = new RequestId("r3");
    private static final RequestId R4 = new RequestId("r4");
    private final Sku a = names.sku("a");

    @Test
    void eachChangeWritesAnEntryWithTheOperatorsWords() {
        assertThat(inventory().create(a, 10, R1)).isEqualTo(new StockChanged(a, 10, 0, 1, false));
        assertThat(inventory().adjust(a, -4, "broken in transit", R2)).isEqualTo(new StockChanged(a, 6, 0, 2, false));
        assertThat(inventory().set(a, 7, "counted", R3)).isEqualTo(new StockChanged(a, 7, 0, 3, false));

        assertThat(LedgerProof.entries(inventory(), a))
                .extracting(LedgerEntry::change, LedgerEntry::reason, LedgerEntry::note, LedgerEntry::refId)
                .containsExactly(
                        tuple(10L, LedgerReason.INITIALIZED, "", "r1"),
                        tuple(-4L, LedgerReason.MANUAL_ADJUST, "broken in transit", "r2"),
                        tuple(1L, LedgerReason.MANUAL_SET, "counted", "r3"));
        assertLedgerProves(List.of(a));
    }

    @Test
    void theRecordedAnswerComesAgainWhateverHappenedSince() {
        inventory().create(a, 10, R1);
        inventory().adjust(a, -8, "sold by hand", R2);
        inventory().execute(Requests.set(a, 5, R3, 2));
        inventory().adjust(a, -5, "stolen", R4);

        assertThat(inventory().create(a, 10, R1)).isEqualTo(new StockChanged(a, 10, 0, 1, true));
        assertThat(inventory().adjust(a, -8, "sold by hand", R2)).isEqualTo(new StockChanged(a, 2, 0, 2, true));
        assertThat(inventory().execute(Requests.set(a, 5, R3, 2))).isEqualTo(new StockChanged(a, 5, 0, 3, true));
        assertThat(inventory().stock(a).version()).isEqualTo(4);
        assertStock(a, 0, 0);
    }

    @Test
    void aRequestIdWithOtherContentIsRefusedBeforeAnythingElse() {
        inventory().create(a, 10, R1);
        inventory().adjust(a, 5, "delivery", R2);
        inventory().set(a, 7, "counted", R3);

        assertMismatch(() -> inventory().create(a, 11, R1));
        assertMismatch(() -> inventory().adjust(a, 10, "delivery", R1));
        assertMismatch(() -> inventory().adjust(a, 6, "delivery", R2));
        assertMismatch(() -> inventory().adjust(a, 5, "another delivery", R2));
        assertMismatch(() -> inventory().adjust(a, -100, "more than there is", R2));
        assertMismatch(() -> inventory().create(a, 5, R2));
        assertMismatch(() -> inventory().set(a, 8, "counted", R3));
        assertMismatch(() -> inventory().set(a, 7, "counted again", R3));
        assertMismatch(() -> inventory().execute(Requests.set(a, 7, R3, 2)));
        assertMismatch(() -> inventory().execute(Requests.set(a, 7, R3, 99)));
        assertThat(inventory().stock(a).version()).isEqualTo(3);
    }

    @Test
    void aRequestIdBelongsToItsSku() {
        Sku b = names.sku("b");
        inventory().create(a, 10, R1);
        inventory().create(b, 20, R1);

        assertThat(inventory().adjust(b, 1, "found", R2)).isEqualTo(new StockChanged(b, 21, 0, 2, false));
        assertThat(inventory().adjust(a, 2, "found", R2)).isEqualTo(new StockChanged(a, 12, 0, 2, false));
    }

    @Test
    void refusalsAreNotRecorded() {
        assertRefused(ErrorReason.SKU_NOT_FOUND, () -> inventory().adjust(a, 1, "early", R2));
        assertRefused(ErrorReason.SKU_NOT_FOUND, () -> inventory().set(a, 1, "early", R3));
        assertRefused(ErrorReason.SKU_NOT_FOUND, () -> inventory().execute(Requests.set(a, 1, R3, 1)));
        inventory().create(a, 10, R1);
        assertRefused(ErrorReason.ALREADY_EXISTS, () -> inventory().create(a, 10, R2));
        assertRefused(ErrorReason.ADJUSTMENT_BELOW_ZERO, () -> inventory().adjust(a, -11, "too many", R2));
        assertRefused(ErrorReason.VERSION_MISMATCH, () -> inventory().execute(Requests.set(a, 3, R3, 2)));
        assertThat(inventory().stock(a).version()).isEqualTo(1);

        assertThat(inventory().adjust(a, -10, "all of it", R2)).isEqualTo(new StockChanged(a, 0, 0, 2, false));
        assertThat(inventory().execute(Requests.set(a, 3, R3, 2))).isEqualTo(new StockChanged(a, 3, 0, 3, false));
    }

    @Test
    void anUnchangedSetWritesAnEntry() {
        inventory().create(a, 10, R1);

        assertThat(inventory().set(a, 10, "counted", R2)).isEqualTo(new StockChanged(a, 10, 0, 2, false));

        assertThat(LedgerProof.entries(inventory(), a)).last().satisfies(entry -> {
            assertThat(entry.version()).isEqualTo(2);
            assertThat(entry.change()).isZero();
            assertThat(entry.reason()).isEqualTo(LedgerReason.MANUAL_SET);
        });
        assertLedgerProves(List.of(a));
    }

    @Test
    void aSkuMayBeginWithNothing() {
        assertThat(inventory().create(a, 0, R1)).isEqualTo(new StockChanged(a, 0, 0, 1, false));
        assertLedgerProves(List.of(a));
    }

    @Test
    void whatIsReservedIsLeftAlone() {
        inventory().create(a, 10, R1);
        inventory().reserve(order("1"), List.of(line("a", 4)));

        assertThat(inventory().set(a, 0, "counted", R2)).isEqualTo(new StockChanged(a, 0, 4, 3, false));
        assertRefused(ErrorReason.ADJUSTMENT_BELOW_ZERO, () -> inventory().adjust(a, -1, "one off", R3));
        inventory().rollback(order("1"));
        assertStock(a, 4, 0);
        assertLedgerProves(List.of(a));
    }

    @Test
    void everyOrderMovesTheVersionThatASetExpects() {
        inventory().create(a, 10, R1);
        Stock before = inventory().stock(a);
        inventory().deduct(order("1"), List.of(line("a", 4)));
        Stock after = inventory().stock(a);

        assertRefused(ErrorReason.VERSION_MISMATCH, () -> inventory().set(before, 9, "counted", R2));
        assertThat(inventory().set(after, 9, "counted", R2)).isEqualTo(new StockChanged(a, 9, 0, 3, false));
        assertThat(inventory().execute(Requests.set(a, 9, R2, 2))).isEqualTo(new StockChanged(a, 9, 0, 3, true));
    }

    private static void assertMismatch(org.assertj.core.api.ThrowableAssert.ThrowingCallable request) {
        assertRefused(ErrorReason.REQUEST_MISMATCH, request);
    }
}
