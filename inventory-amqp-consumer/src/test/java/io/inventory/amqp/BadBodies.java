package io.inventory.amqp;

import static io.inventory.amqp.BadMessage.created;
import static io.inventory.amqp.BadMessage.invalid;
import static io.inventory.amqp.BadMessage.malformed;
import static io.inventory.amqp.BadMessage.order;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bodies of which no command can be made. */
final class BadBodies {
    private BadBodies() {}

    /** Not JSON, or JSON beyond a limit. */
    static List<BadMessage> json() {
        return List.of(
                malformed("an empty body", ""),
                malformed("plain text", "hello"),
                malformed("half an object", "{\"order_id\":\"o\""),
                malformed("an array", "[]"),
                malformed("null", "null"),
                malformed("text after the object", "{} x"),
                malformed("two objects", "{}{}"),
                malformed("single quotes", "{'order_id':'o'}"),
                malformed("names without quotes", "{order_id:\"o\"}"),
                malformed("a comment", "{/* o */}"),
                malformed("a comma at the end", "{\"order_id\":\"o\",}"),
                malformed("NaN", created("\"x\":NaN")),
                malformed("a name twice", "{\"event_id\":\"e\",\"order_id\":\"o\",\"order_id\":\"p\"}"),
                malformed("a name twice, deep in what is ignored", created("\"x\":[{\"a\":1,\"a\":2}]")),
                malformed("a field under both its names", created("\"orderId\":\"p\"")),
                malformed("a bomb of brackets", created("\"x\":" + "[".repeat(200_000) + "]".repeat(200_000))),
                malformed("a bomb of braces", "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000)),
                malformed("a bomb without an end", "[".repeat(500_000)),
                malformed("1e400", created("\"x\":1e400")),
                malformed("-1e400", created("\"x\":[-1e400]")),
                malformed("a number of 1,000 digits", created("\"x\":" + "9".repeat(1_000))),
                malformed("an endless text", created("\"x\":\"" + "y".repeat(100_000) + "\"")),
                malformed("an endless name", created("\"" + "y".repeat(100_000) + "\":1")),
                malformed("a control character", created("\"x\":\"\u0001\"")),
                BadMessage.of("MALFORMED", "not UTF-8", new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}),
                BadMessage.of("MALFORMED", "UTF-16", created("\"x\":1").getBytes(StandardCharsets.UTF_16)),
                BadMessage.of(
                        "MALFORMED",
                        "a byte order mark",
                        ("\uFEFF" + created("\"x\":1")).getBytes(StandardCharsets.UTF_8)),
                BadMessage.of(
                        "TOO_LARGE",
                        "more than 1 MiB",
                        created("\"x\":\"" + "y".repeat(1 << 20) + "\"").getBytes(StandardCharsets.UTF_8)));
    }

    /** JSON whose fields are of the wrong kind, or break a rule of the inventory. */
    static List<BadMessage> fields() {
        return List.of(
                malformed("a quantity of 1.5", order("[{\"sku_id\":\"A\",\"quantity\":1.5}]")),
                malformed("a quantity of 3,000,000,000", order("[{\"sku_id\":\"A\",\"quantity\":3000000000}]")),
                malformed("a quantity in words", order("[{\"sku_id\":\"A\",\"quantity\":\"one\"}]")),
                malformed("items as text", order("\"A\"")),
                malformed("null among the items", order("[null]")),
                malformed("a time that is none", created("\"occurred_at\":\"yesterday\"")),
                malformed("an id that is an object", "{\"event_id\":{},\"order_id\":\"o\"}"),
                invalid("a quantity of 0", order("[{\"sku_id\":\"A\",\"quantity\":0}]")),
                invalid("a quantity of -1", order("[{\"sku_id\":\"A\",\"quantity\":-1}]")),
                invalid("a quantity of 1,000,000,001", order("[{\"sku_id\":\"A\",\"quantity\":1000000001}]")),
                invalid(
                        "quantities too large together",
                        order("[{\"sku_id\":\"A\",\"quantity\":1000000000},{\"sku_id\":\"A\",\"quantity\":1}]")),
                invalid("no items", order("[]")),
                invalid(
                        "2,001 items",
                        order("[" + "{\"sku_id\":\"A\",\"quantity\":1},".repeat(2_000)
                                + "{\"sku_id\":\"A\",\"quantity\":1}]")),
                invalid("an unpaired surrogate", order("[{\"sku_id\":\"A\\ud800\",\"quantity\":1}]")),
                invalid("no order id", "{\"event_id\":\"e\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}"),
                invalid(
                        "an order id with NUL",
                        "{\"event_id\":\"e\",\"order_id\":\"o\\u0000\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}"),
                invalid(
                        "an order id of 129 characters",
                        "{\"event_id\":\"e\",\"order_id\":\"" + "o".repeat(129)
                                + "\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}"),
                invalid("no event id", "{\"order_id\":\"o\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}"),
                invalid(
                        "an event id of 64 emoji",
                        "{\"event_id\":\"" + "😀".repeat(64)
                                + "\",\"order_id\":\"o\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}"),
                BadMessage.of(
                        "INVALID_ARGUMENT",
                        "a rollback id without items",
                        "order.canceled",
                        "{\"event_id\":\"e\",\"order_id\":\"o\",\"rollback_id\":\"r\"}"),
                BadMessage.of(
                        "INVALID_ARGUMENT",
                        "an empty rollback id",
                        "order.closed",
                        "{\"event_id\":\"e\",\"order_id\":\"o\",\"rollback_id\":\"\",\"items\":[{\"sku_id\":\"A\",\"quantity\":1}]}"));
    }
}
