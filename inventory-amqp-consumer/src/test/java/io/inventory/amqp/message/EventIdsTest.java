package io.inventory.amqp.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdsTest {
    private static final OrderId ORDER = new OrderId("o-1");

    /** Computed by Python's uuid.uuid5 from the namespace and the name. */
    @Test
    void idsAreVersion5UuidsThatOthersCanCompute() {
        assertThat(EventIds.created(ORDER)).isEqualTo(UUID.fromString("5a469b9e-906e-5f15-bbbc-4b99b2c5da4e"));
        assertThat(EventIds.rolledBack(ORDER, "réturn 😀"))
                .isEqualTo(UUID.fromString("3ff7671d-06d3-5986-9131-ee7a7fad36e9"));
        assertThat(EventIds.created(ORDER).version()).isEqualTo(5);
        assertThat(EventIds.created(ORDER).variant()).isEqualTo(2);
    }

    @Test
    void transitionsThatDifferHaveIdsThatDiffer() {
        assertThat(Set.of(
                        EventIds.created(ORDER),
                        EventIds.paid(ORDER),
                        EventIds.nothingRolledBack(ORDER),
                        EventIds.rolledBack(ORDER, 0),
                        EventIds.rolledBack(ORDER, 1),
                        EventIds.rolledBack(ORDER, "1"),
                        EventIds.rolledBack(ORDER, "#1"),
                        EventIds.rolledBack(ORDER, "nothing"),
                        EventIds.rolledBack(new OrderId("o"), "-1")))
                .hasSize(9);
    }
}
