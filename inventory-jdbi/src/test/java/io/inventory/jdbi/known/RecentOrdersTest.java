package io.inventory.jdbi.known;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentOrdersTest {
    private final RecentOrders orders = new RecentOrders();

    @Test
    void mostOfTheLastOrdersAreKnownHoweverTheirIdsAreMade() {
        for (String form :
                new String[] {"order-%08d", "%d", "2026-11-29/%06d/eu", "%08x-0000-4000-8000-000000000000"}) {
            IntStream.range(0, 10_000).forEach(i -> orders.add(id(form, i)));
            assertThat(IntStream.range(0, 10_000).filter(i -> orders.mayContain(id(form, i))))
                    .as(form)
                    .hasSizeGreaterThan(9_300);
        }
    }

    @Test
    void fewOthersAreTakenForThem() {
        IntStream.range(0, 100_000).forEach(i -> orders.add(id("order-%08d", i)));
        assertThat(IntStream.range(100_000, 200_000).filter(i -> orders.mayContain(id("order-%08d", i))))
                .hasSizeLessThan(1_000);
    }

    private static OrderId id(String form, int i) {
        return new OrderId(form.formatted(i));
    }
}
