package io.inventory.jdbi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.inventory.fuzz.Fuzz;
import io.inventory.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What stands in a column is read as it stands there, and can be written again; or the error names the column. */
class OrderJsonFuzzTest {
    private static final JsonFactory JSON = new JsonFactory();

    private static final List<String> LINES = List.of(
            "[[\"A\",3,1,[7,9]],[\"B\",1,0,[]]]",
            "[]",
            "[[\"\ud83d\ude00 \\u00e9\",1000000000,1000000000,[9223372036854775807]]]");
    private static final List<String> FINGERPRINTS = List.of(
            "{\"compacted\":\"zzzzzzzzzzzzzzzzzzzzzz\",\"rollbacks\":[\"\",\"zzzzzzzzzzzzzzzzzzzzzz\"]}",
            "{\"compacted\":\"abcdefghijklmnopqrst-_\",\"rollbacks\":[\"abcdefghijklmnopqrst-_\",\"x\"]}");
    private static final List<String> ROLLBACKS = List.of(
            "[]",
            "[[\"r\",\"CANCELED\",\"DEDUCTED\",\"2026-01-01T00:00:00.000001Z\",[[\"A\",1]]],"
                    + "[null,\"CLOSED\",\"ROLLED_BACK\",\"2026-01-01T00:00:01Z\",[[\"A\",1],[\"B\",2]]]]");
    private static final List<String> REJECTIONS = List.of(
            "{\"reason\":\"UNKNOWN_SKU\",\"skus\":[\"A\",\"B\"]}",
            "{\"reason\":\"INSUFFICIENT_STOCK\",\"shortages\":[[\"A\",3,2],[\"B\",1,0]]}");
    private static final List<String> SUMS = List.of(
            "[]",
            "[[\"initialized\",1,100,0],[\"order_created\",3,-7,0],[\"manual_adjust\",1,18446744073709551616,-1]]");

    private static <T> FuzzTarget<String> column(String named, Function<String, T> reader, Function<T, String> writer) {
        return column(named, reader, writer, OrderJsonFuzzTest::tokens);
    }

    /** @param content what has to stand in what is written again */
    private static <T> FuzzTarget<String> column(
            String named,
            Function<String, T> reader,
            Function<T, String> writer,
            Function<String, List<String>> content) {
        return text -> {
            T value;
            try {
                value = reader.apply(text);
            } catch (UnreadableValueException e) {
                assertThat(e.getMessage()).contains(named).doesNotContain("\n");
                return false;
            }
            String again = writer.apply(value);
            assertThat(reader.apply(again)).isEqualTo(value);
            assertThat(content.apply(again)).isEqualTo(content.apply(text));
            return true;
        };
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken())
                tokens.add(token + " " + canonical(json.getText()));
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
        return tokens;
    }

    /** The same time, or the same zero, may be written in many ways. */
    private static String canonical(String text) {
        if (text.equals("-0")) return "0";
        if (text.indexOf(':') < 0) return text;
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeException e) {
            return text;
        }
    }

    @Test
    void linesAreReadAsTheyStandOrRefusedByName() throws InterruptedException {
        Fuzz.texts("lines of orders", LINES, List.of("[\"A\",1,0,[1]]", ","))
                .run(column("lines", OrderJson::lines, OrderJson::lines));
    }

    @Test
    void fingerprintsAreReadAsTheyStandOrRefusedByName() throws InterruptedException {
        Fuzz.texts("fingerprints of orders", FINGERPRINTS, List.of("compacted", "rollbacks"))
                .run(column("lines", text -> OrderJson.fingerprints(text, 2), OrderJson::fingerprints));
    }

    @Test
    void rollbacksAreReadAsTheyStandOrRefusedByName() throws InterruptedException {
        List<String> words = List.of("RESERVED", "null", "7", "\"r\"", "\"2026-01-01T00:00:00+01:00\"", "[\"A\",1]");
        Fuzz.texts("rollbacks of orders", ROLLBACKS, words)
                .run(column("rollback", OrderJson::rollbacks, OrderJson::rollbacks));
    }

    @Test
    void rejectionsAreReadAsTheyStandOrRefusedByName() throws InterruptedException {
        List<String> words = List.of("ORDER_CLOSED", "reason", "skus", "shortages", "[\"A\",1,0]");
        Fuzz.texts("rejections of orders", REJECTIONS, words)
                .run(column("rejection", OrderJson::rejection, OrderJson::rejection));
    }

    @Test
    void sumsAreReadAsTheyStandOrRefusedByName() throws InterruptedException {
        List<String> words = List.of("order_canceled", "manual_set", "[\"initialized\",1,1,1]");
        // written in the order of the reasons, in whatever order they stood
        Fuzz.texts("sums of ledgers", SUMS, words)
                .run(column(
                        "sums",
                        SumsJson::read,
                        SumsJson::write,
                        text -> tokens(text).stream().sorted().toList()));
    }
}
