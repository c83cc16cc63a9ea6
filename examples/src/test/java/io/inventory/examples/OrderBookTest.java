package io.inventory.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Sku;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    @Test
    void anOrderThatGotItsUnitsIsPaid() {
        OrderBook book = new OrderBook(List.of("o-1"));

        assertThat(book.take(new ShopEvent("stock.deducted", "e-1", "o-1")))
                .contains(ShopEvent.of("order.paid", "o-1"));
        assertThat(book.isComplete()).isFalse();
        assertThat(book.take(new ShopEvent("stock.confirmed", "e-2", "o-1"))).isEmpty();

        assertThat(book.states()).isEqualTo(Map.of("o-1", OrderBook.State.PAID));
        assertThat(book.isComplete()).isTrue();
    }

    @Test
    void oneCustomerInFiveCancels() {
        List<String> ids = IntStream.range(0, 10).mapToObj(n -> "o-" + n).toList();
        OrderBook book = new OrderBook(ids);

        List<String> next = ids.stream()
                .map(id -> book.take(new ShopEvent("stock.deducted", "e-" + id, id))
                        .orElseThrow()
                        .routingKey())
                .toList();

        assertThat(next).filteredOn("order.canceled"::equals).hasSize(2);
        assertThat(next).filteredOn("order.paid"::equals).hasSize(8);
    }

    @Test
    void anOrderThatIsNeverPaidEndsWhenItsUnitsComeBack() {
        OrderBook book = new OrderBook(List.of("o-1", "o-2"), 2);
        assertThat(book.take(new ShopEvent("stock.reserved", "e-1", "o-1")))
                .contains(ShopEvent.of("order.paid", "o-1"));
        assertThat(book.take(new ShopEvent("stock.reserved", "e-2", "o-2"))).isEmpty();
        assertThat(book.take(new ShopEvent("stock.confirmed", "e-3", "o-1"))).isEmpty();
        assertThat(book.isComplete()).isFalse();

        assertThat(book.take(new ShopEvent("stock.rolled_back", "e-4", "o-2"))).isEmpty();
        assertThat(book.states()).isEqualTo(Map.of("o-1", OrderBook.State.PAID, "o-2", OrderBook.State.EXPIRED));
    }

    @Test
    void whatIsToldOfASkuIsCountedAndBelongsToNoOrder() throws IOException {
        OrderBook book = new OrderBook(List.of("mug-blue"));
        String json = "{\"event_id\":\"e-1\",\"kind\":\"BACK\",\"sku_id\":\"mug-blue\",\"sellable\":\"2\"}";
        ShopEvent back = ShopEvent.read("stock.back", json.getBytes(StandardCharsets.UTF_8));
        assertThat(back).isEqualTo(new ShopEvent("stock.back", "e-1", "mug-blue"));
        assertThat(book.take(back)).isEmpty();
        assertThat(book.take(back)).isEmpty();

        assertThat(book.edges()).isEqualTo(Map.of("stock.back", 1));
        assertThat(book.duplicates()).isEqualTo(1);
        assertThat(book.counts()).isEqualTo(Map.of(OrderBook.State.CREATED, 1));
    }

    @Test
    void anEventThatComesTwiceIsDropped() {
        OrderBook book = new OrderBook(List.of("o-1"));
        ShopEvent deducted = new ShopEvent("stock.deducted", "e-1", "o-1");
        book.take(deducted);

        assertThat(book.take(deducted)).isEmpty();
        assertThat(book.duplicates()).isEqualTo(1);
    }

    @Test
    void outcomesOfOthersAreIgnored() {
        OrderBook book = new OrderBook(List.of("o-1"));

        assertThat(book.take(new ShopEvent("stock.deducted", "e-1", "o-2"))).isEmpty();
        assertThat(book.counts()).isEqualTo(Map.of(OrderBook.State.CREATED, 1));
    }

    @Test
    void anEventIsReadFromJsonWithFieldsThatAreNotKnown() throws IOException {
        String json =
                "{\"event_id\":\"e-1\",\"shortages\":[{\"sku_id\":\"x\",\"order_id\":\"no\"}],\"order_id\":\"o-1\"}";

        assertThat(ShopEvent.read("stock.deduct_failed", json.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new ShopEvent("stock.deduct_failed", "e-1", "o-1"));
    }

    @Test
    void anEventOfTheShopIsJson() {
        byte[] body = ShopEvent.of("order.created", "o-1").body(List.of(new Invoice.Line(new Sku("mug \"blue\""), 3)));

        assertThat(new String(body, StandardCharsets.UTF_8))
                .startsWith("{\"event_id\":\"o-1:order.created\",\"order_id\":\"o-1\","
                        + "\"items\":[{\"sku_id\":\"mug \\\"blue\\\"\",\"quantity\":3}],\"occurred_at\":\"");
    }
}
