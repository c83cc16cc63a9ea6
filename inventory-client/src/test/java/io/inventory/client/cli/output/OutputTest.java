package io.inventory.client.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.client.cli.output.Column.Place;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {
    private static final Instant NOW = Instant.parse("2026-11-29T17:50:00Z");
    private static final Times TIMES = new Times(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private static final Terminal NARROW = new Terminal(true, 40, false);
    private static final Terminal COLORED = new Terminal(true, 80, true);

    private record Row(String name, long units, Optional<Instant> since) {}

    private static final List<Column<Row>> COLUMNS = List.of(
            Column.text("name", "NAME", Row::name),
            Column.<Row>units("units", "UNITS", Row::units).withTone(row -> row.units() == 0 ? Tone.BAD : Tone.PLAIN),
            Column.time("since", "SINCE", TIMES, Row::since),
            Column.hidden("extra", row -> Optional.of(List.of(Map.of("a", 1L)))));

    private static String rows(Format format, Terminal terminal, Row... rows) {
        StringWriter out = new StringWriter();
        try (Rows<Row> printed = new Output(out, format, terminal).rows(COLUMNS)) {
            for (Row row : rows) printed.add(row);
        }
        return out.toString();
    }

    private static String one(Terminal terminal, Row row) {
        StringWriter out = new StringWriter();
        new Output(out, Format.TABLE, terminal).one(COLUMNS, row);
        return out.toString();
    }

    private static Row row(String name, long units) {
        return new Row(name, units, Optional.of(NOW.minusSeconds(200)));
    }

    @Test
    void aTableIsAlignedAndATextGivesWay() {
        assertThat(rows(Format.TABLE, NARROW, row("A", 1_234), row("B".repeat(50), 5)))
                .isEqualTo("""
                        NAME                    UNITS  SINCE
                        A                       1,234  3 min ago
                        BBBBBBBBBBBBBBBBBBBBB…      5  3 min ago
                        """);
        assertThat(rows(Format.TABLE, Terminal.NONE, row("B".repeat(50), 5))).contains("B".repeat(50));
    }

    @Test
    void anEmptyTableIsNothing() {
        assertThat(rows(Format.TABLE, NARROW)).isEmpty();
        assertThat(rows(Format.JSON, NARROW)).isEmpty();
        assertThat(rows(Format.CSV, NARROW)).isEqualTo("name,units,since,extra\n");
    }

    @Test
    void wideLettersTakeTwoColumns() {
        assertThat(rows(Format.TABLE, NARROW, row("库存库存", 1), row("abcdefgh", 2)))
                .isEqualTo("""
                        NAME      UNITS  SINCE
                        库存库存      1  3 min ago
                        abcdefgh      2  3 min ago
                        """);
    }

    @Test
    void coloursAreNotCountedAndOnlyThereWhereTheyAreShown() {
        assertThat(rows(Format.TABLE, COLORED, row("A", 0)))
                .contains("\u001b[1mNAME\u001b[0m")
                .contains("A         \u001b[31m0\u001b[0m  3 min ago");
        assertThat(rows(Format.JSON, COLORED, row("A", 0))).doesNotContain("\u001b");
        assertThat(rows(Format.TABLE, NARROW, row("A", 0))).doesNotContain("\u001b");
    }

    @Test
    void whatIsNotSeenIsEscapedForPeople() {
        String hostile = "a\u001b[31mb\u0007\u202ec\u200bd\u0085\n";
        String shown = "a\\u001b[31mb\\u0007\\u202ec\\u200bd\\u0085\\u000a";
        assertThat(one(Terminal.NONE, row(hostile, 1))).contains("NAME   " + shown + "\n");
        assertThat(rows(Format.TABLE, Terminal.NONE, row(hostile, 1))).contains(shown);
        assertThat(rows(Format.JSON, Terminal.NONE, row(hostile, 1)))
                .contains("a\\u001b[31mb\\u0007\\u202ec\\u200bd\\u0085\\n")
                .doesNotContain("\u001b", "\u202e", "\u0085");
        assertThat(rows(Format.CSV, Terminal.NONE, row(hostile, 1)))
                .contains("a\\u001b[31mb\\u0007\u202ec\u200bd\\u0085\\u000a,1,");
    }

    @Test
    void jsonHasAllFieldsAndCsvTheSame() {
        Row bare = new Row("=1+1,\"x\"", 7, Optional.empty());
        assertThat(rows(Format.JSON, Terminal.NONE, bare, row("B", 1))).isEqualTo("""
                        {"name":"\\u003d1+1,\\"x\\"","units":7,"since":null,"extra":[{"a":1}]}
                        {"name":"B","units":1,"since":"2026-11-29T17:46:40Z","extra":[{"a":1}]}
                        """.replace("\\u003d", "="));
        assertThat(rows(Format.CSV, Terminal.NONE, bare).lines().toList().get(1))
                .isEqualTo("\"=1+1,\"\"x\"\"\",7,,[{a=1}]");
    }

    @Test
    void aRowAloneHasALineForEachColumnAndIsWrapped() {
        assertThat(one(NARROW, row("C".repeat(40), 1))).isEqualTo("""
                        NAME   CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
                               CCCCCCC
                        UNITS  1 unit
                        SINCE  3 min ago (2026-11-29 17:46:40)
                        """);
    }

    @Test
    void aColumnMayBeShownAloneOnly() {
        StringWriter out = new StringWriter();
        List<Column<Row>> columns =
                List.of(COLUMNS.get(0), COLUMNS.get(1).at(Place.ALONE).named("HOW MANY"));
        try (Rows<Row> rows = new Output(out, Format.TABLE, NARROW).rows(columns)) {
            rows.add(row("A", 5));
        }
        assertThat(out.toString()).isEqualTo("NAME\nA\n");
    }

    @Test
    void aReaderThatHasGoneIsToldFromADiskThatIsFull() {
        assertThatThrownBy(() -> failing("Broken pipe"))
                .isInstanceOfSatisfying(
                        ClosedOutputException.class,
                        e -> assertThat(e.isReaderGone()).isTrue());
        assertThatThrownBy(() -> failing("No space left on device"))
                .isInstanceOfSatisfying(
                        ClosedOutputException.class,
                        e -> assertThat(e.isReaderGone()).isFalse());
    }

    private static void failing(String why) {
        Writer out = new Writer() {
            @Override
            public void write(char[] text, int from, int length) {
                // kept until it is flushed
            }

            @Override
            public void flush() throws IOException {
                throw new IOException(why);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        new Output(out, Format.JSON, Terminal.NONE).one(COLUMNS, row("A", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0, now",
        "-1, 1 s ago",
        "-59, 59 s ago",
        "-60, 1 min ago",
        "-3599, 59 min ago",
        "-3600, 1 h ago",
        "-86400, 1 d ago",
        "-5184000, 60 d ago",
        "-5184001, 2026-09-30",
        "1, in 1 s",
        "7200, in 2 h"
    })
    void timesAreSeenFromNow(long seconds, String shown) {
        assertThat(TIMES.relative(NOW.plus(Duration.ofSeconds(seconds)))).isEqualTo(shown);
    }
}
