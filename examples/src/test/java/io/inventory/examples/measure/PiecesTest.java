package io.inventory.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inventory.examples.measure.ProcessTimes.Family;
import io.inventory.examples.measure.ProcessTimes.Times;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the figures are made of. */
class PiecesTest {
    @Test
    void theMedianIsTheMiddleOrBetweenTheTwoInIt() {
        assertThat(Spread.of(DoubleStream.of(9, 1, 2))).isEqualTo(new Spread(2, 1, 9));
        assertThat(Spread.of(DoubleStream.of(9, 1, 2, 4))).isEqualTo(new Spread(3, 1, 9));
        assertThat(Spread.of(DoubleStream.of(1234.56, 1000, 2000)).text(1)).isEqualTo("1,234.6 (1,000.0 to 2,000.0)");
        assertThat(new Spread(Double.NaN, 1, 2).text(1)).isEqualTo("–");
        assertThatThrownBy(() -> Spread.of(DoubleStream.empty())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProgramWhoseNameHasParenthesesIsRead() {
        String stat = "42 (a) b (c) S 7 42 42 0 -1 4194560 100 200 0 0 150 50 30 20 20 0 1 0 555 1000 10";
        assertThat(Times.parse(stat)).isEqualTo(new Times(7, 2_000_000, 500_000));
    }

    @Test
    void theBusiestIsOneThatWasThereFromTheBeginning() {
        Family before = new Family(0, Map.of(1L, 100L, 2L, 5_000L));
        Family after = new Family(0, Map.of(1L, 900L, 2L, 5_100L, 3L, 7_000L));
        assertThat(after.busiestSince(before)).isEqualTo(800);
    }

    @Test
    void timeOfAChildThatHasEndedCountsForItsFamily() throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        Family before = ProcessTimes.family(self);
        long ended = ProcessTimes.existing(self).endedMicros();
        String work = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";
        Process shell = new ProcessBuilder("sh", "-c", work).start();
        assertThat(shell.waitFor()).isZero();
        long worked = ProcessTimes.existing(self).endedMicros() - ended;
        assertThat(worked).isPositive();
        assertThat(ProcessTimes.family(self).totalMicros() - before.totalMicros())
                .isGreaterThanOrEqualTo(worked);
    }

    @Test
    void sharesAreOfTheSlicesBesideEachOther() {
        List<List<Slice>> rounds = List.of(
                List.of(slice("limit", 100), slice("embedded", 80), slice("embedded-before", 40)),
                List.of(slice("embedded-before", 10), slice("embedded", 40), slice("limit", 40)),
                List.of(slice("limit", 10), slice("embedded", 9), slice("embedded-before", 9)));
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("limit", "the limit");
        titles.put("embedded", "embedded");
        titles.put("embedded-before", "before");
        Report report = new Report(Kind.HOT, titles, rounds);
        assertThat(report.ratio("embedded", "limit").median()).isCloseTo(0.9, within(1e-9));
        assertThat(report.table())
                .contains("| of limit | of before | a second |", "| 2.00 (1.00 to 4.00) | 40 (9 to 80) |");
        assertThat(report.table().lines())
                .contains(
                        "| the limit | 20.0 (20.0 to 20.0) | 10.0 (10.0 to 10.0) | 30.0 (30.0 to 30.0) | 700 (700 to 700)"
                                + " | 50 (50 to 50) | 1.00 (1.00 to 1.00) | – | 40 (10 to 100) |")
                .allSatisfy(line ->
                        assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(10));
        assertThat(report.csv()).hasSize(9).contains("hot,2,embedded,40.0,100,2000,1000,3000,70000,2");
    }

    private static Slice slice(String way, double rate) {
        return new Slice(way, rate, 100, 2_000, 1_000, 3_000, 70_000, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ways=limit --kinds=cold | no kind is named 'cold'; there are 1-line",
                "--ways=fast | no way is named 'fast'; there are plain",
                "--ways=embedded-before | the way embedded-before needs the other checkout: --before DIR",
                "--ways=plain-before --before=. | no way is named 'plain-before'",
                "--ways=empty --kinds=hot | none of the ways [empty] has hot",
                "0 --ways=limit | must be at least 1",
                "--ways=limit --checkout=/nowhere | /nowhere"
            })
    void aMistakeIsNamedBeforeAnythingIsStarted(String arguments, String message) {
        StringWriter said = new StringWriter();
        CommandLine command = Shares.commandLine(Optional.empty()).setErr(new PrintWriter(said));
        String all = "--port=1 " + (arguments.contains("--checkout") ? "" : "--checkout=. ") + arguments;
        assertThat(command.execute(all.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains(message);
    }

    @Test
    void aProgramThatEndsTooSoonIsAFailureWithWhatItSaid() throws IOException {
        try (Program program = Program.start("failing", List.of("sh", "-c", "echo no disk >&2; exit 3"))) {
            assertThatThrownBy(() -> program.await(Pattern.compile("ready"), 10))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("failing has ended before")
                    .hasMessageContaining("no disk");
        }
        try (Program program = Program.start("unproved", List.of("sh", "-c", "echo NOT EXACT; exit 1"))) {
            assertThatThrownBy(program::finish).hasMessageContaining("status 1").hasMessageContaining("NOT EXACT");
        }
        try (Program program = Program.start("silent", List.of("sleep", "60"))) {
            assertThatThrownBy(() -> program.await(Pattern.compile("ready"), 1)).hasMessageContaining("within 1 s");
        }
    }
}
