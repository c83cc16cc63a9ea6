package io.inventory.amqp.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import io.inventory.amqp.message.EventReader.CreatedOrders;
import io.inventory.events.v1.StockConfirmFailed;
import io.inventory.events.v1.StockConfirmed;
import io.inventory.events.v1.StockDeductFailed;
import io.inventory.events.v1.StockDeducted;
import io.inventory.events.v1.StockEdge;
import io.inventory.events.v1.StockReserved;
import io.inventory.events.v1.StockRolledBack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents say what the program does. */
class EventsDocumentationTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Map<StockEventType, Message> STOCK_EVENTS = Map.of(
            StockEventType.DEDUCTED, StockDeducted.getDefaultInstance(),
            StockEventType.RESERVED, StockReserved.getDefaultInstance(),
            StockEventType.DEDUCT_FAILED, StockDeductFailed.getDefaultInstance(),
            StockEventType.CONFIRMED, StockConfirmed.getDefaultInstance(),
            StockEventType.CONFIRM_FAILED, StockConfirmFailed.getDefaultInstance(),
            StockEventType.ROLLED_BACK, StockRolledBack.getDefaultInstance(),
            StockEventType.LOW, StockEdge.getDefaultInstance(),
            StockEventType.SOLD_OUT, StockEdge.getDefaultInstance(),
            StockEventType.BACK, StockEdge.getDefaultInstance(),
            StockEventType.RECOVERED, StockEdge.getDefaultInstance());

    private record Example(String routingKey, String json) {}

    private static List<Example> examples() throws Exception {
        String text = Files.readString(DOCS.resolve("events.md"));
        List<Example> examples = new ArrayList<>();
        for (String section : text.split("\n### ", -1)) {
            Matcher json = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(section);
            while (json.find())
                examples.add(new Example(section.lines().findFirst().orElseThrow(), json.group(1)));
        }
        return examples;
    }

    @Test
    void everyExampleOfAnOrderEventIsTaken() throws Exception {
        EventReader reader = new EventReader(CreatedOrders.deduct());
        for (Example example : examples()) {
            if (!example.routingKey.startsWith("order.")) continue;
            Envelope envelope = new Envelope(1, false, "order.events", example.routingKey);
            Delivery delivery =
                    new Delivery(envelope, new BasicProperties(), example.json.getBytes(StandardCharsets.UTF_8));
            assertThat(reader.read(IncomingMessage.of(delivery, "inventory.orders"))
                            .type()
                            .routingKey())
                    .isEqualTo(example.routingKey);
        }
    }

    @Test
    void everyExampleOfAStockEventHasExactlyItsFields() throws Exception {
        for (Example example : examples()) {
            if (!example.routingKey.startsWith("stock.")) continue;
            StockEventType type = Stream.of(StockEventType.values())
                    .filter(each -> each.routingKey().equals(example.routingKey))
                    .findFirst()
                    .orElseThrow();
            Message.Builder read =
                    Objects.requireNonNull(STOCK_EVENTS.get(type)).newBuilderForType();
            // Unknown fields are errors here.
            JsonFormat.parser().merge(example.json, read);
            String written = JsonFormat.printer()
                    .alwaysPrintFieldsWithNoPresence()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .print(read);
            assertThat(fields(example.json)).isEqualTo(fields(written));
        }
    }

    private static List<String> fields(String json) {
        Matcher name = Pattern.compile("\"([a-z_]+)\"\\s*:").matcher(json);
        List<String> names = new ArrayList<>();
        while (name.find()) names.add(name.group(1));
        return names.stream().sorted().toList();
    }

    @Test
    void everyEventHasAnExampleAndAChannel() throws Exception {
        List<String> routingKeys = Stream.concat(
                        Stream.of(OrderEventType.values()).map(OrderEventType::routingKey),
                        Stream.of(StockEventType.values()).map(StockEventType::routingKey))
                .sorted()
                .toList();
        assertThat(examples().stream()
                        .map(Example::routingKey)
                        .distinct()
                        .sorted()
                        .toList())
                .isEqualTo(routingKeys);
        String asyncapi = Files.readString(DOCS.resolve("asyncapi.yaml"));
        assertThat(Pattern.compile("address: (\\S+)")
                        .matcher(asyncapi)
                        .results()
                        .map(match -> match.group(1))
                        .sorted()
                        .collect(Collectors.toList()))
                .isEqualTo(routingKeys);
    }
}
