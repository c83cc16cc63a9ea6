package io.inventory.grpc;

import static io.inventory.grpc.HttpFixture.ADMIN;
import static io.inventory.grpc.HttpFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.grpc.HttpFixture.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no JSON, or not that of the message: each is told what is wrong, and costs next to nothing. */
@Timeout(60)
class HttpJsonTest {
    private static final String DEDUCT = ORDERS + "DeductStock";

    @SuppressWarnings("NullAway.Init")
    private static HttpFixture server;

    @BeforeAll
    static void serve() throws IOException {
        server = HttpFixture.inMemory();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> bodies() {
        String nested = "{\"x\": ".repeat(100_000);
        return Stream.of(
                Arguments.of("", "{} is one without fields"),
                Arguments.of("  \r\n", "{} is one without fields"),
                Arguments.of("order", "must be JSON"),
                Arguments.of("{", "must be JSON"),
                Arguments.of("{\"order_id\": \"o\"", "must be JSON"),
                Arguments.of("{\"order_id\": \"o\"} {}", "must be JSON"),
                Arguments.of("{'order_id': 'o'}", "must be JSON"),
                Arguments.of("{\"order_id\": \"o\",}", "must be JSON"),
                Arguments.of("{/* */}", "must be JSON"),
                Arguments.of("{\"order_id\": \"\t\"}", "must be JSON"),
                Arguments.of("[]", "must be a JSON object"),
                Arguments.of("null", "must be a JSON object"),
                Arguments.of("\"o\"", "must be a JSON object"),
                Arguments.of("{\"order_id\": 7}", "order_id must be a text"),
                Arguments.of("{\"order_id\": [\"o\"]}", "order_id must be a text"),
                Arguments.of("{\"order_id\": {\"o\": 1}}", "order_id must be a text"),
                Arguments.of("{\"items\": \"o\"}", "items must be a list"),
                Arguments.of("{\"items\": [[{}]]}", "must be an object"),
                Arguments.of("{\"items\": [{\"quantity\": true}]}", "items[0].quantity must be a whole number"),
                Arguments.of("{\"items\": {}}", "items must be a list"),
                Arguments.of("{\"items\": [null]}", "must be the JSON of a DeductStockRequest"),
                Arguments.of("{\"orderid\": \"o\"}", "Cannot find field: orderid"),
                Arguments.of("{\"order_id\": \"o\", \"order_id\": \"p\"}", "order_id must be there once"),
                Arguments.of("{\"order_id\": \"o\", \"orderId\": \"p\"}", "orderId must be there once"),
                Arguments.of("{\"orderId\": \"\", \"order_id\": \"p\"}", "order_id must be there once"),
                Arguments.of("{\"items\": [{\"quantity\": NaN}]}", "must be JSON"),
                Arguments.of("{\"items\": [{\"quantity\": 1.5}]}", "must be the JSON of a DeductStockRequest"),
                Arguments.of("{\"items\": [{\"quantity\": 1e999999999}]}", "must be the JSON of a DeductStockRequest"),
                Arguments.of("{\"items\": [{\"quantity\": -1e-999999999}]}", ""),
                Arguments.of("{\"items\": [{\"quantity\": 9223372036854775808}]}", "DeductStockRequest"),
                Arguments.of(
                        "{\"items\": [{\"quantity\": " + "9".repeat(4_000_000) + "}]}",
                        "request must be JSON: malformed JSON at line 1 column 25"),
                Arguments.of(
                        "{\"items\": [{\"quantity\": \"" + "9".repeat(4_000_000) + "\"}]}",
                        "items[0].quantity must have at most 4096 characters"),
                Arguments.of("{\"" + "x".repeat(1_000_000) + "\": 1}", "be the name of a field"),
                Arguments.of(nested, "must be JSON"),
                Arguments.of("{\"x\": " + "[".repeat(2_000_000), "must be JSON"),
                Arguments.of("{\"items\": [" + "{},".repeat(1_000_000) + "{}]}", "must have at most 20000 values"),
                Arguments.of("{\"x\": [" + "0,".repeat(2_000_000) + "0]}", "must have at most 20000 values"),
                Arguments.of("{\"order_id\": \"\\ud800\", \"items\": [{}]}", "order_id"),
                Arguments.of("{\"order_id\": \"\\u0000\", \"items\": [{}]}", "order_id"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whatIsNotTheJsonOfTheRequestIsToldWhatIsWrong(String body, String words) throws Exception {
        long begin = System.nanoTime();
        Reply reply = server.post(DEDUCT, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo(3);
        assertThat(reply.reason()).isEqualTo("INVALID_ARGUMENT");
        assertThat(reply.message() + reply.json()).contains(words);
        assertThat(reply.message().length()).isLessThan(500);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    /** Of some of these protobuf's parser would make a duration. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0000000001s",
                "+5s",
                "\u0665s",
                "5 s",
                " 5s",
                "s",
                "-s",
                ".5s",
                "5.s",
                "5.5.5s",
                "900",
                "900S",
                "1e3s",
                "PT5S",
                "99999999999999999999s"
            })
    void aDurationIsNotGuessed(String duration) throws Exception {
        Reply reply = server.post(
                ORDERS + "ReserveStock",
                "{\"order_id\": \"o\", \"items\": [{\"sku_id\": \"S\", \"quantity\": 1}], \"time_to_live\": \""
                        + duration + "\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.message()).startsWith("time_to_live must be a duration");
    }

    @Test
    void whatIsNotUtf8IsRefused() throws Exception {
        for (byte[] body : List.of(
                new byte[] {'{', (byte) 0xC3, '}'},
                "{\"order_id\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1),
                "{}".getBytes(StandardCharsets.UTF_16)))
            try (RawHttp peer = server.connect()) {
                String head = RawHttp.post(DEDUCT, "").replace("Content-Length: 0", "Content-Length: " + body.length);
                assertThat(peer.send(head).send(body).answer())
                        .startsWith("HTTP/1.1 400 ")
                        .contains("must be UTF-8");
            }
    }

    @Test
    void everyBadFieldIsNamedByItsPathAsOverGrpc() throws Exception {
        Reply reply = server.post(
                DEDUCT, "{\"items\": [{\"sku_id\": \"S\", \"quantity\": 0}, {\"sku_id\": \" S\", \"quantity\": 1}]}");
        assertThat(reply.json().toString()).contains("order_id", "items[0].quantity", "items[1].sku_id");
    }

    @Test
    void idsOfAllScriptsComeBackAsTheyWere() throws Exception {
        for (String sku : List.of("茶", "🍵", "é", "e\u0301", "<script>", "a\\\"b", "\u200b-x")) {
            String json = new com.google.gson.JsonPrimitive(sku).toString();
            Reply created = server.post(
                    ADMIN + "CreateStock", "{\"sku_id\": " + json + ", \"initial_stock\": 1, \"request_id\": \"r\"}");
            assertThat(created.status()).as(sku).isEqualTo(200);
            assertThat(created.json()
                            .getAsJsonObject("stock_changed")
                            .get("sku_id")
                            .getAsString())
                    .isEqualTo(sku);
        }
    }
}
