package io.inventory.grpc.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A callers file is read, or every bad line is named and none shown; a comment has no effect. */
class CallersFileFuzzTest {
    private static final List<String> TOKENS = List.of("inv_a", "inv_b", "inv_c");
    private static final List<String> EXAMPLES = List.of(
            "# who may call\n\n  cart\torder " + hash(0) + "   # until the next\r\ncart order " + hash(1)
                    + " 2026-11-29T12:00:01Z\ncart order certificate\nold reader " + hash(2)
                    + " 2027-11-29T12:00:00Z\n",
            "joan operator " + hash(1),
            "# web reader certificate\nweb order certificate +999999999-12-31T23:59:59Z");
    private static final List<String> WORDS = List.of(
            "#",
            "\n",
            " ",
            "reader",
            "order",
            "operator",
            "certificate",
            "sha256:",
            hash(0),
            "cart",
            "2027-01-31T00:00:00Z",
            "-1000000000-01-01T00:00:00Z");
    private static final Pattern COMMENT = Pattern.compile("#[^\n\r]*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");

    private static String hash(int token) {
        return TokenHash.of(TOKENS.get(token)).toString();
    }

    private static int lines(byte[] file) {
        Callers callers = CallersFile.read(file);
        for (String token : TOKENS) {
            var unused = callers.byToken(token, Clock.systemUTC());
        }
        for (String name : List.of("cart", "web")) {
            var unused = callers.byCertificate(name, Clock.systemUTC());
        }
        return callers.count();
    }

    @Test
    void filesAreReadOrBadLinesAreNamedAndNotShown() throws InterruptedException {
        Fuzz.bytes("callers files", EXAMPLES, WORDS).run(bytes -> {
            String withoutComments =
                    COMMENT.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceAll("");
            byte[] without = withoutComments.getBytes(StandardCharsets.UTF_8);
            try {
                int count = lines(bytes);
                assertThat(lines(without)).isEqualTo(count);
                return true;
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage())
                        .isNotBlank()
                        .doesNotContainPattern(HASH)
                        .doesNotContain("inv_");
                boolean utf8 = !String.valueOf(e.getMessage()).contains("UTF-8");
                if (utf8) assertThatThrownBy(() -> lines(without)).isInstanceOf(IllegalArgumentException.class);
                return false;
            }
        });
    }
}
