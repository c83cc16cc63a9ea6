package io.inventory.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes inputs of valid examples by a few changes each: the same for the same random numbers. Not thread-safe. */
final class Mutations {
    /** The longest text that is made. */
    static final int CHARS_MAX = 100_000;

    private static final int CHANGES_MAX = 5;
    private static final int PIECE_CHARS_MAX = 40;
    private static final int COPIES_MAX = 20_000;
    /** One input of so many is an example as it is, and one of so many is very long. */
    private static final int UNCHANGED = 20;

    private static final int LONG = 400;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}_.+-]+|\"[^\"]*\"|[^\\s\\p{L}\\p{N}]");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "00",
            "007",
            "+1",
            "1.0",
            "1.5",
            "1e3",
            "1E400",
            "-1e-400",
            "0x10",
            "1_000",
            "NaN",
            "Infinity",
            "127",
            "128",
            "255",
            "256",
            "32768",
            "65535",
            "65536",
            "999999999",
            "1000000000",
            "1000000001",
            "2147483647",
            "2147483648",
            "-2147483649",
            "4294967296",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "18446744073709551616",
            "\u0663",
            "\uff11",
            "1".repeat(40),
            "9".repeat(1_100));

    private static final List<String> PIECES = List.of(
            "\0",
            "\u0001",
            "\b",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\u000b",
            "\f",
            "\u001b[31m",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u00ad",
            "\u0130",
            "\u0131",
            "\u017f",
            "e\u0301",
            "\u1680",
            "\u200b",
            "\u200d",
            "\u2028",
            "\u2029",
            "\u202e",
            "\u3000",
            "\ufeff",
            "\ufffd",
            "\uffff",
            "\ue000",
            "\ud83d\ude00",
            "\ud800",
            "\udc00",
            "\udc00\ud800",
            "\udbff\udfff",
            "\"",
            "'",
            "`",
            "\\",
            "\\\\",
            "\\u0000",
            "\\ud800",
            "\\n",
            "%",
            "%00",
            "%zz",
            "%c0%80",
            "+",
            "&",
            "=",
            "==",
            ":",
            ";",
            ",",
            ".",
            "..",
            "../",
            "/",
            "//",
            "?",
            "#",
            "@",
            "!",
            "|",
            "*",
            "~",
            "^",
            "$",
            "${x}",
            "{",
            "}",
            "{}",
            "[",
            "]",
            "[]",
            "(",
            ")",
            "<",
            ">",
            "<!--",
            "-",
            "--",
            "_",
            " ",
            "  ",
            "null",
            "true",
            "false",
            "\"\"",
            "{\"",
            "\":",
            "[[",
            "]]",
            "},{",
            "x",
            "X",
            "a".repeat(127),
            "a".repeat(129),
            "\ud83d\ude00".repeat(64));

    private final SplittableRandom random;
    private final List<String> examples;
    private final List<String> words;

    /** @param words what means something to the decoder */
    Mutations(SplittableRandom random, List<String> examples, List<String> words) {
        this.random = random;
        this.examples = examples;
        this.words = words;
    }

    /** Another text. */
    String text() {
        String text = any(examples);
        if (random.nextInt(UNCHANGED) == 0) return text;
        for (int changes = 1 + random.nextInt(CHANGES_MAX); changes > 0; changes--) text = changed(text);
        if (random.nextInt(LONG) == 0) text = repeated(text, COPIES_MAX);
        return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX);
    }

    /** Another text as UTF-8, in one of four with a few changes that do not keep to that. */
    byte[] bytes() {
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || random.nextInt(4) != 0) return bytes;
        for (int changes = 1 + random.nextInt(CHANGES_MAX); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
        }
        return bytes;
    }

    private String changed(String text) {
        return switch (random.nextInt(10)) {
            case 0 -> cut(text);
            case 1 -> repeated(text, 2);
            case 2 -> replaced(text, piece(text), Character.toString(random.nextInt(Character.MAX_CODE_POINT + 1)));
            case 3, 4 -> inserted(text, any(PIECES));
            case 5 -> words.isEmpty() ? cut(text) : inserted(text, any(words));
            case 6 -> withToken(text, NUMBER, any(NUMBERS));
            case 7 -> withToken(text, TOKEN, words.isEmpty() ? any(PIECES) : any(words));
            case 8 -> withToken(text, TOKEN, token(any(examples)));
            default -> spliced(text, any(examples));
        };
    }

    private String cut(String text) {
        return replaced(text, piece(text), "");
    }

    private String inserted(String text, String what) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + what + text.substring(at);
    }

    private String repeated(String text, int copiesMax) {
        Span piece = piece(text);
        String copy = text.substring(piece.from, piece.to);
        int copies = Math.min(1 + random.nextInt(copiesMax), CHARS_MAX / Math.max(1, copy.length()));
        return replaced(text, piece, copy.repeat(copies + 1));
    }

    private String spliced(String text, String other) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + other.substring(random.nextInt(other.length() + 1));
    }

    /** Replaces something of a kind by something else, if there is any. */
    private String withToken(String text, Pattern kind, String other) {
        List<MatchResult> found = kind.matcher(text).results().toList();
        if (found.isEmpty()) return inserted(text, other);
        MatchResult one = any(found);
        return replaced(text, new Span(one.start(), one.end()), other);
    }

    private String token(String text) {
        List<MatchResult> found = TOKEN.matcher(text).results().toList();
        return found.isEmpty() ? "" : any(found).group();
    }

    private static String replaced(String text, Span span, String by) {
        return text.substring(0, span.from) + by + text.substring(span.to);
    }

    private Span piece(String text) {
        int from = random.nextInt(text.length() + 1);
        return new Span(from, from + random.nextInt(Math.min(text.length() - from, PIECE_CHARS_MAX) + 1));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private record Span(int from, int to) {}
}
