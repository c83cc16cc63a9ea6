package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    private static final String EMOJI = "\uD83D\uDE00";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " a",
                "a ",
                "\ta",
                "a\u00A0",
                "\u2003a",
                "a\u3000",
                "a\u0000b",
                "a\rb",
                "a\nb",
                "a\tb",
                "a\u001Bb",
                "a\u007Fb",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "\uD83D",
                "a\uD83D",
                "\uDE00a",
                "a\uDE00\uD83Db",
            })
    void blanksControlsSeparatorsAndHalfCharactersAreRefused(String id) {
        for (Function<String, ?> kind : kinds())
            assertThatThrownBy(() -> kind.apply(id)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @MethodSource("validIds")
    void whateverElseFitsIsAnId(String id) {
        for (Function<String, ?> kind : kinds()) assertThat(kind.apply(id)).hasToString(id);
    }

    static Stream<String> validIds() {
        return Stream.of(
                "a",
                "A",
                "a b",
                "0",
                "-",
                "caf\u00E9",
                "\uFFFD",
                "a\u200Bb",
                EMOJI,
                "x".repeat(128),
                EMOJI.repeat(128));
    }

    @Test
    void lengthIsCountedInCodePoints() {
        for (Function<String, ?> kind : kinds())
            for (String tooLong : List.of("x".repeat(129), EMOJI.repeat(129), "x".repeat(128) + EMOJI))
                assertThatThrownBy(() -> kind.apply(tooLong))
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("at most 128 characters, has 129");
    }

    @Test
    void aRefusalNamesItsField() {
        assertField("sku_id", () -> new Sku(""));
        assertField("order_id", () -> new OrderId(""));
        assertField("rollback_id", () -> new RollbackId(""));
        assertField("request_id", () -> new RequestId(""));
    }

    @Test
    void idsThatDifferByCaseOrCompositionDiffer() {
        assertThat(new Sku("a")).isNotEqualTo(new Sku("A"));
        assertThat(new OrderId("\u00E9")).isNotEqualTo(new OrderId("e\u0301"));
    }

    @Test
    void idsAreOrderedByCodePoint() {
        List<String> sorted =
                List.of("", "!", "A", "AA", "B", "a", "\u00E9", "\uD7FF", "\uE000", "\uFFFD", EMOJI, "\uDBFF\uDFFD");
        for (int i = 0; i < sorted.size(); i++)
            for (int j = 0; j < sorted.size(); j++) {
                assertThat(Integer.signum(new Sku("x" + sorted.get(i)).compareTo(new Sku("x" + sorted.get(j)))))
                        .isEqualTo(Integer.compare(i, j));
                assertThat(Integer.signum(new OrderId("x" + sorted.get(i)).compareTo(new OrderId("x" + sorted.get(j)))))
                        .isEqualTo(Integer.compare(i, j));
            }
    }

    private static List<Function<String, ?>> kinds() {
        return List.of(Sku::new, OrderId::new, RollbackId::new, RequestId::new);
    }

    private static void assertField(String field, org.assertj.core.api.ThrowableAssert.ThrowingCallable id) {
        assertThatThrownBy(id)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.violations())
                                .extracting(InvalidRequestException.FieldViolation::field)
                                .containsExactly(field));
    }
}
