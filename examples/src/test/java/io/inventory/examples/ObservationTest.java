package io.inventory.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Dashboard and alert rules ask for metrics that there are: those of docs/observation.md, which tests of both processes compare
 * with what the processes serve.
 */
class ObservationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `([a-z_0-9]+)` \\| (\\w+) \\|", Pattern.MULTILINE);
    private static final Pattern ASKED =
            Pattern.compile("\\b(?:inventory|grpc_server|hikaricp|jvm|process)_[a-z_0-9]+");
    private static final Pattern EXPRESSION = Pattern.compile("\"expr\": \"(.*)\"|\"query\": \"(.*)\"");
    private static final Pattern RULE = Pattern.compile("expr: (?:>-\n((?: {10,}.*\n)+)|(.*))");

    @Test
    void theDashboardAsksForMetricsThatThereAre() throws IOException {
        assertServed(Path.of("deploy", "grafana", "dashboards", "inventory.json"), EXPRESSION);
    }

    @Test
    void theAlertRulesAskForMetricsThatThereAre() throws IOException {
        assertServed(Path.of("deploy", "prometheus", "alerts.yml"), RULE);
    }

    @Test
    void prometheusAcceptsTheAlertRules() throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "rules", "deploy/prometheus/alerts.yml")
                    .directory(ROOT.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            abort("needs promtool, of Debian's package prometheus");
            return;
        }
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(output).isZero();
    }

    private static void assertServed(Path file, Pattern expressions) throws IOException {
        Set<String> served = served();
        Set<String> asked = new TreeSet<>();
        Matcher expression = expressions.matcher(Files.readString(ROOT.resolve(file)));
        while (expression.find()) {
            Matcher name = ASKED.matcher(expression.group());
            while (name.find()) asked.add(name.group());
        }
        assertThat(asked)
                .as("metrics of %s", file)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(served).contains(name));
    }

    /** Names as they are asked for: a histogram has three. */
    private static Set<String> served() throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher row = DOCUMENTED.matcher(Files.readString(ROOT.resolve("docs").resolve("observation.md")));
        while (row.find()) {
            names.add(row.group(1));
            if (row.group(2).equals("gauge") || row.group(2).equals("counter")) continue;
            for (String part : new String[] {"_bucket", "_count", "_sum"}) names.add(row.group(1) + part);
        }
        return names;
    }
}
