package io.inventory.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerIdsTest {
    private static final long MILLIS = 1_760_000_000_000L;
    private final LedgerIds ids = new LedgerIds();

    @Test
    void anIdIsAUuidOfVersion7WithItsTime() {
        UUID id = ids.next(MILLIS);

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(MILLIS);
    }

    @Test
    void idsRiseAlsoWithinAMillisecondAndWhenTheClockGoesBack() {
        List<UUID> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) made.add(ids.next(MILLIS));
        for (int i = 0; i < 10_000; i++) made.add(ids.next(MILLIS - 5_000));
        made.add(ids.next(MILLIS + 60_000));

        assertThat(made).isSortedAccordingTo(LedgerIds::compare).doesNotHaveDuplicates();
        assertThat(made).extracting(UUID::toString).isSorted();
    }

    @Test
    void theOrderIsThatOfUnsignedBits() {
        assertThat(LedgerIds.compare(new UUID(-1, 0), new UUID(1, 0))).isPositive();
        assertThat(LedgerIds.compare(new UUID(1, -1), new UUID(1, 1))).isPositive();
        assertThat(LedgerIds.compare(new UUID(1, 1), new UUID(1, 1))).isZero();
    }

    @Test
    void manyThreadsNeverGetTheSameId() {
        ConcurrentHashMap<UUID, Boolean> made = new ConcurrentHashMap<>();
        IntStream.range(0, 50_000).parallel().forEach(i -> made.put(ids.next(MILLIS), true));

        assertThat(made).hasSize(50_000);
    }
}
