package io.inventory.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Origin;
import io.inventory.Sku;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may have to give units back is never compacted, however it came to be asked. */
class OrderRecordTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static OrderRecord order(OrderStatus status, long returned) {
        List<LineRecord> lines = List.of(new LineRecord(new Sku("mug"), 2, returned, List.of(3L)));
        return new OrderRecord(
                new OrderId("o"), Origin.DEDUCT, status, lines, List.of(), null, null, null, null, NOW, NOW, NOW);
    }

    @Test
    void onlyAnOrderThatIsOverIsCompacted() {
        for (OrderStatus status : OrderStatus.values())
            for (long returned = 0; returned <= 2; returned++) {
                OrderRecord order = order(status, returned);
                boolean isOver =
                        Set.of(OrderStatus.ROLLED_BACK, OrderStatus.EXPIRED).contains(status);
                boolean can = status == OrderStatus.REJECTED || (isOver && returned == 2);
                assertThat(order.canBeCompacted())
                        .as("%s with %s of 2 returned", status, returned)
                        .isEqualTo(can);
                if (can) assertThat(order.compacted().canBeCompacted()).isFalse();
                else assertThatThrownBy(order::compacted).isInstanceOf(IllegalStateException.class);
            }
    }
}
