package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.inventory.ErrorReason;
import io.inventory.LedgerFinding;
import io.inventory.ListSkuLedger;
import io.inventory.PageToken;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.contract.stress.UnderStress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the inventory has written agrees, all of it that is in the store. */
abstract class VerificationContract extends ContractTest {
    private List<VerifiedPart> verify(int entriesMax) {
        assumeThat(inventory())
                .as("what a stress writes meanwhile, thousands of rows a second, would all be verified too")
                .isNotInstanceOf(UnderStress.class);
        List<VerifiedPart> parts = new ArrayList<>();
        Optional<PageToken> next = Optional.empty();
        do {
            VerifiedPart part = inventory().execute(new VerifyLedger(next, entriesMax));
            parts.add(part);
            next = part.next();
        } while (next.isPresent());
        return parts;
    }

    private static long checked(List<VerifiedPart> parts) {
        return parts.stream().mapToLong(VerifiedPart::checked).sum();
    }

    private static List<LedgerFinding> findings(List<VerifiedPart> parts) {
        return parts.stream().flatMap(part -> part.findings().stream()).toList();
    }

    @Test
    void allThatTheInventoryHasWrittenAgrees() {
        Sku a = stocked("a", 100);
        Sku b = stocked("b", 100);
        inventory().deduct(order("sold"), List.of(line("a", 10), line("b", 1)));
        inventory().reserve(order("paid"), List.of(line("a", 20)));
        inventory().confirm(order("paid"));
        inventory().rollback(order("paid"), List.of(line("a", 5)), new RollbackId("r"));
        inventory().reserve(order("held"), List.of(line("b", 5), line("a", 1)));
        inventory().rollback(order("held"), List.of(line("b", 2)), new RollbackId("r"));
        inventory().reserve(order("overdue"), List.of(line("b", 5)), Duration.ofMinutes(1));
        inventory().deduct(order("rejected"), List.of(line("b", 1_000_000)));
        inventory().rollback(order("never made"));
        inventory().rollback(order("sold"));
        inventory().count(a, 90, contract().clock().instant(), "counted", names.request());
        inventory().set(b, 7, "counted", names.request());
        inventory().setPolicy(b, 1, 2, names.request());
        advance(Duration.ofMinutes(1));
        inventory().deduct(order("after it"), List.of(line("b", 8)));

        List<VerifiedPart> parts = verify(VerifyLedger.ENTRIES_DEFAULT);
        assertThat(findings(parts)).isEmpty();
        assertThat(parts.get(0).stage()).isEqualTo(VerifyLedger.Stage.ENTRIES);
        assertThat(parts).extracting(VerifiedPart::stage).isSorted();

        contract().compactOrders();
        assertThat(findings(verify(VerifyLedger.ENTRIES_DEFAULT)))
                .as("compacted orders")
                .isEmpty();
    }

    @Test
    void partsOfAnySizeAgreeToo() {
        stocked("a", 100);
        for (int i = 0; i < 10; i++) inventory().deduct(order("order" + i), List.of(line("a", 1)));

        List<VerifiedPart> small = verify(97);
        assertThat(findings(small)).isEmpty();
        assertThat(checked(small)).isEqualTo(checked(verify(VerifyLedger.ENTRIES_MAX)));
    }

    @Test
    void aTokenOfAnythingElseIsRefused() {
        Sku a = stocked("a", 100);
        inventory().adjust(a, 1, "found", names.request());
        Optional<PageToken> ofLedger =
                inventory().execute(new ListSkuLedger(a, 1, Optional.empty())).next();
        assertThat(ofLedger).isPresent();
        assertRefused(ErrorReason.INVALID_ARGUMENT, () -> inventory().execute(new VerifyLedger(ofLedger, 10)));
        assertRefused(
                ErrorReason.INVALID_ARGUMENT,
                () -> inventory().execute(new VerifyLedger(Optional.of(new PageToken("!")), 10)));
    }
}
