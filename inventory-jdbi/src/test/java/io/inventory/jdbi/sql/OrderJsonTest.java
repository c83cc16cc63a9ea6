package io.inventory.jdbi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejection;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.decision.ContentFingerprints;
import io.inventory.decision.LineRecord;
import io.inventory.decision.RollbackRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to an order's row is what is read from it. */
class OrderJsonTest {
    private static final List<String> STRANGE = List.of(
            "\"",
            "\\",
            "\\u0041",
            "'",
            "[",
            "],[",
            "{}",
            "null",
            "a b",
            "a,b",
            "/",
            "<!--",
            "&amp;",
            "%s",
            "?",
            ":sku",
            "<skus>",
            "x\u00a0x",
            "é",
            "e\u0301",
            "\u200b",
            "\u202e",
            "\ufeff",
            "\uffff",
            "\ue000",
            "😀",
            "👩‍👩‍👧‍👦",
            "\ud83d\ude00".repeat(128),
            "x".repeat(128),
            "שלום",
            "日本語",
            "0",
            "-1",
            "1e400");

    @Test
    void theFormIsTheDocumentedOne() {
        assertThat(OrderJson.lines(List.of(
                        new LineRecord(new Sku("A"), 3, 1, List.of(7L, 9L)),
                        new LineRecord(new Sku("B"), 1, 0, List.of()))))
                .isEqualTo("[[\"A\",3,1,[7,9]],[\"B\",1,0,[]]]");
        assertThat(OrderJson.rollbacks(List.of(rollback(new RollbackId("r"), 1), rollback(null, 2))))
                .isEqualTo("[[\"r\",\"CANCELED\",\"DEDUCTED\",\"2026-01-01T00:00:00.000001Z\",[[\"S0\",1]]],"
                        + "[null,\"CANCELED\",\"DEDUCTED\",\"2026-01-01T00:00:00.000001Z\",[[\"S0\",1],[\"S1\",2]]]]");
        assertThat(OrderJson.rejection(new Rejection.UnknownSku(List.of(new Sku("A")))))
                .isEqualTo("{\"reason\":\"UNKNOWN_SKU\",\"skus\":[\"A\"]}");
        assertThat(OrderJson.rejection(new Rejection.InsufficientStock(List.of(new Shortage(new Sku("A"), 3, 2)))))
                .isEqualTo("{\"reason\":\"INSUFFICIENT_STOCK\",\"shortages\":[[\"A\",3,2]]}");
    }

    @Test
    void strangeCharactersComeBack() {
        for (String strange : STRANGE) {
            Sku sku = new Sku(strange);
            List<LineRecord> lines = List.of(new LineRecord(sku, 1, 0, List.of(1L)));
            assertThat(OrderJson.lines(OrderJson.lines(lines))).isEqualTo(lines);
            RollbackRecord rollback = new RollbackRecord(
                    new RollbackId(strange),
                    RollbackReason.CLOSED,
                    List.of(new OrderLine(sku, 1)),
                    OrderStatus.ROLLED_BACK,
                    Instant.EPOCH);
            assertThat(OrderJson.rollbacks(OrderJson.rollbacks(List.of(rollback))))
                    .containsExactly(rollback);
            for (Rejection rejection : List.of(
                    new Rejection.UnknownSku(List.of(sku)),
                    new Rejection.InsufficientStock(List.of(new Shortage(sku, 2, 1)))))
                assertThat(OrderJson.rejection(OrderJson.rejection(rejection))).isEqualTo(rejection);
        }
    }

    @Test
    void extremesComeBack() {
        List<LineRecord> lines = IntStream.range(0, 2_000)
                .mapToObj(i -> new LineRecord(
                        new Sku("x".repeat(120) + i),
                        OrderLine.QUANTITY_MAX,
                        OrderLine.QUANTITY_MAX,
                        List.of(Long.MAX_VALUE, 1L)))
                .toList();
        assertThat(OrderJson.lines(OrderJson.lines(lines))).isEqualTo(lines);
        List<RollbackRecord> rollbacks = IntStream.range(0, 1_000)
                .mapToObj(i -> rollback(new RollbackId("r" + i), i % 50))
                .toList();
        assertThat(OrderJson.rollbacks(OrderJson.rollbacks(rollbacks))).isEqualTo(rollbacks);
        assertThat(OrderJson.lines(OrderJson.lines(List.of()))).isEmpty();
        assertThat(OrderJson.rollbacks(OrderJson.rollbacks(List.of()))).isEmpty();
    }

    @Test
    void randomRowsComeBack() {
        long seed = Long.getLong("inventory.test.seed", System.nanoTime());
        System.out.println("random order rows: -Dinventory.test.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            List<LineRecord> lines = Stream.generate(() -> randomLine(random))
                    .limit(random.nextInt(5))
                    .toList();
            assertThat(OrderJson.lines(OrderJson.lines(lines))).isEqualTo(lines);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[[]]", "[[\"A\"]]", "[[\"A\",1,0,[]]", "[[\"A\",1,0,[1.5]]]", "[[1,1,0,[]]]", "x"})
    void whatIsNotInTheFormIsRefused(String text) {
        assertThatThrownBy(() -> OrderJson.lines(text)).isInstanceOf(UnreadableValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "[", "{}", "true", "\"\""})
    void anIdOfARollbackThatIsNoTextIsRefused(String id) {
        String text = "[[" + id + ",\"CANCELED\",\"DEDUCTED\",\"2026-01-01T00:00:00Z\",[[\"A\",1]]]]";
        assertThatThrownBy(() -> OrderJson.rollbacks(text)).isInstanceOf(UnreadableValueException.class);
    }

    @Test
    void aReasonThatIsThereTwiceIsNoSumOfTwo() {
        assertThatThrownBy(() -> SumsJson.read("[[\"manual_set\",1,5,0],[\"manual_set\",1,5,0]]"))
                .isInstanceOf(UnreadableValueException.class);
    }

    /** So that the version before this one refuses such an order, instead of taking it for one without lines. */
    @Test
    void fingerprintsAreNoLines() {
        ContentFingerprints fingerprints = new ContentFingerprints("abc", List.of("d", "e"));
        String text = OrderJson.fingerprints(fingerprints);
        assertThat(text).isEqualTo("{\"compacted\":\"abc\",\"rollbacks\":[\"d\",\"e\"]}");
        assertThat(OrderJson.isFingerprints(text)).isTrue();
        assertThat(OrderJson.isFingerprints("[]")).isFalse();
        assertThat(OrderJson.fingerprints(text, 2)).isEqualTo(fingerprints);
        assertThatThrownBy(() -> OrderJson.lines(text)).isInstanceOf(UnreadableValueException.class);
    }

    /** A row of one line is not to grow by being compacted. */
    @Test
    void theFingerprintOfARollbackOfAllIsNotRepeated() {
        for (List<String> rollbacks : List.of(List.<String>of(), List.of("abc"))) {
            ContentFingerprints fingerprints = new ContentFingerprints("abc", rollbacks);
            String text = OrderJson.fingerprints(fingerprints);
            assertThat(text).isEqualTo("{\"compacted\":\"abc\"}");
            assertThat(OrderJson.fingerprints(text, rollbacks.size())).isEqualTo(fingerprints);
        }
    }

    @Test
    void fingerprintsOfOtherRollbacksAreNotGuessedAt() {
        assertThatThrownBy(() -> OrderJson.fingerprints("{\"compacted\":\"abc\"}", 2))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("fingerprints of 0 rollbacks, and there are 2");
        assertThatThrownBy(() -> OrderJson.fingerprints("{\"compacted\":\"abc\",\"rollbacks\":[\"d\"]}", 0))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("fingerprints of 1 rollbacks, and there are 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"compacted\":1}",
                "{\"compacted\":\"a\"",
                "{\"compacted\":\"a\",\"others\":[]}",
                "{\"compacted\":\"a\",\"rollbacks\":[1]}",
                "[]"
            })
    void fingerprintsInAnotherFormAreRefused(String text) {
        assertThatThrownBy(() -> OrderJson.fingerprints(text, 0)).isInstanceOf(UnreadableValueException.class);
    }

    private static RollbackRecord rollback(@Nullable RollbackId id, int lines) {
        List<OrderLine> givenBack = new ArrayList<>();
        for (int i = 0; i < lines; i++) givenBack.add(OrderLine.of("S" + i, i + 1));
        return new RollbackRecord(
                id,
                RollbackReason.CANCELED,
                List.copyOf(givenBack),
                OrderStatus.DEDUCTED,
                Instant.parse("2026-01-01T00:00:00.000001Z"));
    }

    private static LineRecord randomLine(Random random) {
        return new LineRecord(
                new Sku(STRANGE.get(random.nextInt(STRANGE.size()))),
                1 + random.nextInt(1_000_000_000),
                random.nextInt(1_000),
                LongStream.generate(random::nextLong)
                        .limit(random.nextInt(4))
                        .boxed()
                        .toList());
    }
}
