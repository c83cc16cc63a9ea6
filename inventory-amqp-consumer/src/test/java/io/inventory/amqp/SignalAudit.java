package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.inventory.ExpirySignal;
import io.inventory.Inventory;
import io.inventory.ListSignals;
import io.inventory.Page;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockSignal;
import io.inventory.amqp.TestShop.Received;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the signals that were published with those that are recorded, without the code that makes events of them. */
public final class SignalAudit {
    private static final Set<String> IN_EDGES = Set.of("stock.sold_out", "stock.low");
    private static final Map<String, String> PAIRS = Map.of(
            "stock.sold_out", "sold out or back",
            "stock.back", "sold out or back",
            "stock.low", "low or recovered",
            "stock.recovered", "low or recovered");

    private SignalAudit() {}

    /** Whether the event is that of a signal. */
    public static boolean isSignal(Received event) {
        return PAIRS.containsKey(event.routingKey()) || event.body().contains("\"reason\":\"EXPIRED\"");
    }

    /** All signals that are kept. */
    public static List<Signal> recorded(Inventory inventory) {
        List<Signal> all = new ArrayList<>();
        for (long after = ListSignals.OLDEST; ; ) {
            List<SignalEntry> page =
                    inventory.execute(new ListSignals(after, Page.SIZE_MAX)).entries();
            if (page.isEmpty()) return all;
            page.forEach(entry -> all.add(entry.signal()));
            after = page.get(page.size() - 1).position();
        }
    }

    /** Each signal was published; duplicates are the same; per SKU the order is the recorded one, and the last one is true. */
    public static void assertPublished(List<Received> events, Inventory inventory)
            throws InvalidProtocolBufferException {
        List<Received> distinct = distinct(events);
        List<Signal> recorded = recorded(inventory);
        assertThat(distinct.stream().map(Received::id).sorted().toList())
                .isEqualTo(recorded.stream()
                        .map(signal -> signal.eventId().toString())
                        .sorted()
                        .toList());
        Map<String, List<String>> bySku = new LinkedHashMap<>();
        for (Received event : distinct)
            if (PAIRS.containsKey(event.routingKey()))
                bySku.computeIfAbsent(text(event, "sku_id"), sku -> new ArrayList<>())
                        .add(event.routingKey() + " " + text(event, "version"));
        assertThat(bySku).isEqualTo(expectedBySku(recorded));
        bySku.forEach((sku, edges) -> assertAlternate(inventory.stock(new Sku(sku)), edges));
        assertThat(distinct.stream()
                        .filter(event -> !PAIRS.containsKey(event.routingKey()))
                        .map(SignalAudit::orderId)
                        .sorted()
                        .toList())
                .isEqualTo(recorded.stream()
                        .filter(ExpirySignal.class::isInstance)
                        .map(signal -> ((ExpirySignal) signal).orderId().value())
                        .sorted()
                        .toList());
    }

    /** The first of each id. */
    private static List<Received> distinct(List<Received> events) {
        Map<String, Received> first = new LinkedHashMap<>();
        for (Received event : events) {
            Received before = first.putIfAbsent(event.id(), event);
            if (before == null) continue;
            assertThat(event.body()).isEqualTo(before.body());
            assertThat(event.routingKey()).isEqualTo(before.routingKey());
        }
        return List.copyOf(first.values());
    }

    private static Map<String, List<String>> expectedBySku(List<Signal> recorded) {
        return recorded.stream()
                .filter(StockSignal.class::isInstance)
                .map(StockSignal.class::cast)
                .collect(Collectors.groupingBy(
                        signal -> signal.sku().value(),
                        Collectors.mapping(
                                signal -> "stock." + signal.kind().name().toLowerCase(java.util.Locale.ROOT) + " "
                                        + signal.version(),
                                Collectors.toList())));
    }

    private static void assertAlternate(Stock stock, List<String> edges) {
        Map<String, String> last = new HashMap<>();
        for (String edge : edges) {
            String kind = edge.substring(0, edge.indexOf(' '));
            String pair = PAIRS.get(kind);
            assertThat(last.put(String.valueOf(pair), kind)).isNotEqualTo(kind);
        }
        last.forEach((pair, kind) -> assertThat(IN_EDGES.contains(kind))
                .as("%s of %s", pair, stock.sku())
                .isEqualTo(
                        pair.startsWith("sold")
                                ? stock.sellable() == 0
                                : stock.lowThreshold() > 0 && stock.sellable() <= stock.lowThreshold()));
    }

    private static String orderId(Received event) {
        try {
            assertThat(event.routingKey()).isEqualTo("stock.rolled_back");
            return text(event, "order_id");
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Received event, String field) throws InvalidProtocolBufferException {
        Struct.Builder body = Struct.newBuilder();
        JsonFormat.parser().merge(event.body(), body);
        return body.getFieldsOrThrow(field).getStringValue();
    }
}
