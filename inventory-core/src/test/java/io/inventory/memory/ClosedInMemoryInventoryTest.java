package io.inventory.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.GetStock;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import org.junit.jupiter.api.Test;

class ClosedInMemoryInventoryTest {
    @Test
    void whatIsClosedAnswersNoMore() {
        GetStock query = new GetStock(new Sku("a"));
        InMemoryInventory inventory = new InMemoryInventory();
        inventory.close();
        inventory.close();

        assertThatThrownBy(() -> inventory.execute(query)).isInstanceOf(UnavailableException.class);
        assertThat(inventory.submit(query)).isCompletedExceptionally();
    }
}
