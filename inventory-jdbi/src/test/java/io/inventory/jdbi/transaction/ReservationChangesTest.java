package io.inventory.jdbi.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Origin;
import io.inventory.Sku;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.ReservedUnits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReservationChangesTest {
    private static final OrderId ORDER = new OrderId("order");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = BEGIN.plusSeconds(60);
    private static final Sku A = new Sku("A");
    private static final Sku B = new Sku("B");
    private static final Sku C = new Sku("C");

    private final ReservationChanges changes = new ReservationChanges();

    @Test
    void onlyTheLinesThatChangedAreWritten() {
        changes.loaded(reserved(END, List.of(line(A, 0), line(B, 0), line(C, 0))));
        changes.written(reserved(END, List.of(line(A, 0), line(B, 2), line(C, 3))));
        assertThat(changes.held()).containsExactly(new ReservedUnits(B, ORDER, 1, END));
        assertThat(changes.freed()).extracting(ReservedUnits::sku).containsExactly(C);
    }

    @Test
    void anExtensionChangesEachLineThatHoldsUnits() {
        changes.loaded(reserved(BEGIN, List.of(line(A, 0), line(B, 3))));
        changes.written(reserved(END, List.of(line(A, 0), line(B, 3))));
        assertThat(changes.held()).containsExactly(new ReservedUnits(A, ORDER, 3, END));
        assertThat(changes.freed()).isEmpty();
    }

    /** Far more lines than an order may have: if each were compared with each other one, it would take minutes. */
    @Test
    @Timeout(10)
    void aLineIsNotComparedWithEachOther() {
        List<LineRecord> lines = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) lines.add(line(new Sku("sku-" + i), 0));
        changes.loaded(reserved(BEGIN, lines));
        changes.written(reserved(END, lines));
        assertThat(changes.held()).hasSize(lines.size());
        assertThat(changes.freed()).isEmpty();
    }

    private static LineRecord line(Sku sku, long returned) {
        return new LineRecord(sku, 3, returned, List.of(2L));
    }

    private static OrderRecord reserved(Instant expiresAt, List<LineRecord> lines) {
        return new OrderRecord(
                ORDER,
                Origin.RESERVE,
                OrderStatus.RESERVED,
                lines,
                List.of(),
                null,
                expiresAt,
                null,
                null,
                null,
                BEGIN,
                BEGIN);
    }
}
