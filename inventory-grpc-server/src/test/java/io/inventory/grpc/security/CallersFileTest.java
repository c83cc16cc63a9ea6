package io.inventory.grpc.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a callers file may say. */
class CallersFileTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);
    private static final String HASH = TokenHash.of("inv_a").toString();

    @Test
    void namesRolesHashesAndTimesAreRead() {
        Callers callers = read("# who may call\n\n  cart\torder " + HASH + "   # until the next\r\ncart order "
                + TokenHash.of("inv_b").toString()
                + " 2026-11-29T12:00:01Z\ncart order certificate\nold reader "
                + TokenHash.of("inv_c").toString()
                + " 2026-11-29T12:00:00Z\n");
        assertThat(callers.count()).isEqualTo(4);
        assertThat(callers.byToken("inv_a", NOW)).contains(new Caller("cart", Role.ORDER));
        assertThat(callers.byToken("inv_b", NOW)).contains(new Caller("cart", Role.ORDER));
        assertThat(callers.byCertificate("cart", NOW)).contains(new Caller("cart", Role.ORDER));
        assertThat(callers.byToken("inv_c", NOW)).isEmpty();
        assertThat(callers.byToken("inv_d", NOW)).isEmpty();
        assertThat(callers.byCertificate("old", NOW)).isEmpty();
    }

    /** An editor shows them in the line of the comment. */
    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", "\u0085", "\u000B", "\f"})
    void aCommentEndsWithItsLine(String separator) {
        assertThat(read("# not yet" + separator + "mallory operator " + HASH).count())
                .isZero();
    }

    @Test
    void whoHasATimeFarAwayIsKnown() {
        Callers callers = read("cart order " + HASH + " +999999999-12-31T23:59:59Z\nold order " + TokenHash.of("inv_b")
                + " -999999999-01-01T00:00:00Z");
        assertThat(callers.byToken("inv_a", NOW)).contains(new Caller("cart", Role.ORDER));
        assertThat(callers.byToken("inv_b", NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cart",
                "cart order",
                "cart order sha256:12",
                "cart order 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "cart order sha256:9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",
                "cart order inv_plain-token",
                "cart Order certificate",
                "cart emperor certificate",
                "-cart order certificate",
                "c\u00E4rt order certificate",
                "cart order certificate tomorrow",
                "cart order certificate 2027-01-31",
                "cart order certificate 2027-01-31T00:00:00Z more"
            })
    void aBadLineIsNamedByItsNumberAndNotShown(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("# first\nweb reader " + HASH + "\n" + line + "\n"))
                .withMessageStartingWith("line 3: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("inv_", "9f86", "9F86"));
    }

    @Test
    void everyBadLineIsNamedUpToAFew() {
        String bad = IntStream.range(0, 8).mapToObj(i -> "bad").collect(Collectors.joining("\n"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(bad))
                .withMessageContainingAll("line 1: ", "line 5: ", "; and 3 more");
    }

    @Test
    void aNameHasOneRoleTwoTokensAndOneCertificate() {
        assertRefused("a order " + hash(1) + "\na reader " + hash(2), "line 2: this name has another role");
        assertRefused("a order " + hash(1) + "\nb order " + hash(1), "line 2: has the same token as line 1");
        assertRefused(
                "a order " + hash(1) + "\na order " + hash(2) + "\na order " + hash(3),
                "line 3: this name has 2 tokens");
        assertRefused("a order certificate\na order certificate", "line 2: this name's certificate");
    }

    @Test
    void aFileHasItsLimits() {
        String lines = IntStream.range(0, CallersFile.LINES_MAX)
                .mapToObj(i -> "name" + i + " order " + hash(i))
                .collect(Collectors.joining("\n"));
        assertThat(read(lines).count()).isEqualTo(CallersFile.LINES_MAX);
        assertRefused(lines + "\n#", "it has 1001 lines, more than 1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallersFile.read(new byte[] {(byte) 0xff, (byte) 0xfe}))
                .withMessageContaining("UTF-8");
    }

    private static void assertRefused(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(text)).withMessageContaining(message);
    }

    private static String hash(int number) {
        return TokenHash.of("inv_" + number).toString();
    }

    private static Callers read(String text) {
        return CallersFile.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
