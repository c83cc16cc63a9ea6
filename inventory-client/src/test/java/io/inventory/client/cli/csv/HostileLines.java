package io.inventory.client.cli.csv;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lines of a count with the columns sku_id,counted,as_of,reason that nobody should send, and what is said of each. */
final class HostileLines {
    static final String HEADER = "sku_id,counted,as_of,reason";

    private static final String GOOD_TIME = "2026-01-02T03:04:05Z";

    private final List<Hostile> all = new ArrayList<>();
    private int names;

    /**
     * A line and what is said of it.
     *
     * @param column empty where it is about the whole line
     * @param why a part of it
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
    record Hostile(byte[] bytes, String column, String why) {}

    static List<Hostile> all() {
        HostileLines lines = new HostileLines();
        lines.numbers();
        lines.names();
        lines.quotes();
        lines.encodings();
        lines.columns();
        lines.times();
        lines.reasons();
        lines.duplicates();
        return lines.all;
    }

    private void numbers() {
        for (String number : List.of(
                "",
                " ",
                "-",
                "+",
                "+5",
                "5 ",
                " 5",
                "5.0",
                "5,0",
                "1e3",
                "1E3",
                "1_000",
                "1 000",
                "1'000",
                "0x10",
                "0b1",
                "NaN",
                "Infinity",
                "-Infinity",
                "null",
                "none",
                "ten",
                "5L",
                "5;",
                "--5",
                "5-",
                "\u0665",
                "\uFF15",
                "\u00BD",
                "1\u00A0000",
                "\u22125",
                "$5",
                "5%",
                "5.",
                ".5",
                "1.234.567",
                "#N/A",
                "#REF!",
                "TRUE",
                "(5)",
                "5e",
                "e5",
                "1/0",
                "0.5",
                "-0.1",
                "1,5",
                "12abc",
                "abc12",
                "\u4e00",
                "\u20bf5",
                "<5",
                ">5",
                "~5",
                "5?",
                "5!",
                "[5]",
                "{5}",
                "'5",
                "`5`",
                "0o17",
                "1 2",
                "5\u00A0",
                "\u00A05",
                "\uFEFF5",
                "\u202e5",
                "5\u200d",
                "1..2",
                "\u00B2",
                "+-5",
                "5 pcs",
                "many",
                "see note",
                "1e-3",
                "0E0",
                "\uD83D\uDE00",
                "5\u200B",
                "\t5",
                "1/2")) add(quoted(number), "counted", "must be a whole number");
        for (String formula :
                List.of("=1+1", "=SUM(A1:A9)", "=HYPERLINK(\"http://x\",\"y\")", "@SUM(1)", "=cmd|'/c calc'!A1"))
            add(quoted(formula), "counted", "is a formula");
        for (String number : List.of("-1", "-9223372036854775808", "-0000000001"))
            add(number, "counted", "must not be negative");
        for (String number :
                List.of("9223372036854775808", "99999999999999999999", "1" + "0".repeat(400), "9".repeat(4_000)))
            add(number, "counted", "must be at most 9223372036854775807");
        for (String number : List.of("-9223372036854775809", "-" + "9".repeat(4_000)))
            add(number, "counted", "must be at least -9223372036854775808");
    }

    private void add(String number, String column, String why) {
        line(name() + "," + number + "," + GOOD_TIME + ",counted", column, why);
    }

    private void names() {
        for (String sku : List.of(" a", "a ", "\u00A0a", "\u3000a", "a\u2003"))
            line(quoted(sku) + ",1," + GOOD_TIME + ",counted", "sku_id", "must not begin or end with white space");
        for (String sku : List.of(
                "\ta",
                "a\t",
                "a\u0000b",
                "a\u0007b",
                "a\u001bb",
                "a\u007fb",
                "a\u0085b",
                "a\u000bb",
                "a\u000cb",
                "a\u009fb")) line(quoted(sku) + ",1," + GOOD_TIME + ",counted", "sku_id", "has a control character");
        for (String sku : List.of("a\u2028b", "a\u2029b"))
            line(sku + ",1," + GOOD_TIME + ",counted", "sku_id", "has a");
        for (String sku : List.of("", "\"\""))
            line(sku + ",1," + GOOD_TIME + ",counted", "sku_id", "must not be empty");
        for (String sku : List.of("x".repeat(129), "\uD83D\uDE00".repeat(129), "x".repeat(5_000)))
            line(sku + ",1," + GOOD_TIME + ",counted", "sku_id", "must have at most 128");
    }

    private void quotes() {
        for (String begin :
                List.of("\"", "\"open", "\"\"\"", "\"a\"\"", "x,\"", "x,\"1", "x,1," + GOOD_TIME + ",\"never closed"))
            line(begin, "", "");
        line("{\"sku_id\":\"a\"}", "", "quote");
        for (String sku : List.of("\"a\"b", "\"a\" ", "\"a\"\"\"b", "\"a\"'"))
            line(sku + ",1," + GOOD_TIME + ",c", "", "quote");
        for (String sku : List.of("a\"b\"", "a\"\"", "=\"00123\"", " \"a\"", "5\"\"", "'\"x\"'"))
            line(sku + ",1," + GOOD_TIME + ",c", "", "quote");
    }

    private void encodings() {
        for (int[] bad : new int[][] {
            {0xe9},
            {0xff},
            {0xfe},
            {0x80},
            {0xbf},
            {0xc0, 0xaf},
            {0xc1, 0x81},
            {0xe0, 0x80, 0xaf},
            {0xed, 0xa0, 0x80},
            {0xed, 0xbf, 0xbf},
            {0xf0, 0x80, 0x80, 0xaf},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
            {0xf8, 0x88},
            {0xc3},
            {0xe2, 0x82},
            {0xf0, 0x9f, 0x98},
            {0xc3, 0x28},
            {0xa0},
            {0x93, 0x94}
        }) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes((name() + "-").getBytes(StandardCharsets.UTF_8));
            for (int b : bad) bytes.write(b);
            bytes.writeBytes((",1," + GOOD_TIME + ",counted").getBytes(StandardCharsets.UTF_8));
            all.add(new Hostile(bytes.toByteArray(), "", "no UTF-8"));
        }
        for (String charset : List.of("ISO-8859-1", "windows-1252", "Shift_JIS", "GB18030", "Big5", "EUC-KR"))
            all.add(new Hostile(
                    (name() + "-\u00e9\u4e00\uac00\u3042,1," + GOOD_TIME + ",counted")
                            .getBytes(Charset.forName(charset)),
                    "",
                    "no UTF-8"));
    }

    private void columns() {
        for (String line : List.of(
                ",",
                ",,",
                "x",
                "x,1",
                "x;1;" + GOOD_TIME + ";c",
                "x\t1\t" + GOOD_TIME + "\tc",
                " ",
                "#",
                "# a comment",
                "sku_id",
                "-----",
                "Total",
                "<html>",
                "x,1," + GOOD_TIME + ",c,",
                "x,1," + GOOD_TIME + ",c,d,e",
                "(812 rows)",
                ",".repeat(5_000))) line(line, "", "columns, and the header has 4");
        line("y".repeat(20_000) + ",1," + GOOD_TIME + ",c", "", "bytes, and may have");
    }

    private void times() {
        for (String time : List.of(
                "today",
                "2026-01-02",
                "2026-01-02 03:04:05Z",
                "2026-13-02T03:04:05Z",
                "2026-02-30T00:00:00Z",
                "2026-01-02T25:00:00Z",
                "2026-01-02T03:04:05",
                "02/01/2026",
                "1767323045",
                "2026-01-02T03:04:05+99:00",
                "now()",
                "=NOW()",
                "46024.5",
                "2026-01-02T03:04:60Z",
                "\u0662026-01-02T03:04:05Z",
                "-")) line(name() + ",1," + quoted(time) + ",counted", "as_of", "must be a time");
        for (String time : List.of("1969-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z"))
            line(name() + ",1," + time + ",counted", "as_of", "");
        line(name() + ",1,,counted", "as_of", "must be given");
    }

    private void reasons() {
        for (String reason : List.of("", " ", "\t", "\u3000"))
            line(name() + ",1," + GOOD_TIME + "," + quoted(reason), "reason", "must not be blank");
        for (String reason : List.of("a\u0000", "a\u001b[31m", "a\u2028b"))
            line(name() + ",1," + GOOD_TIME + "," + quoted(reason), "reason", "has a");
        for (String reason : List.of("x".repeat(257), "\uD83D\uDE00".repeat(257)))
            line(name() + ",1," + GOOD_TIME + "," + quoted(reason), "reason", "must have at most 256");
    }

    private void duplicates() {
        line("first,1," + GOOD_TIME + ",counted", "sku_id", "is that of line 2 too");
        line("\"first\",2," + GOOD_TIME + ",counted", "sku_id", "is that of line 2 too");
        line("first,1," + GOOD_TIME + ",\"counted again\"", "sku_id", "is that of line 2 too");
    }

    private String name() {
        return "hostile-" + ++names;
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"') ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    private void line(String text, String column, String why) {
        all.add(new Hostile(text.getBytes(StandardCharsets.UTF_8), column, why));
    }
}
