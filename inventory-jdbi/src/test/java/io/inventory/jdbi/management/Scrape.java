package io.inventory.jdbi.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process shows at {@code /metrics} at one moment, and the table of it for docs/observation.md. */
public final class Scrape {
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_0-9]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_0-9]+)=\"([^\"]*)\"");

    private static final Path DOCUMENT = Path.of("..", "docs", "observation.md");
    private static final String WRITE = "inventory.reference.write";

    private final List<String> lines;

    private Scrape(List<String> lines) {
        this.lines = lines;
    }

    public static Scrape of(URI metrics) throws IOException, InterruptedException {
        return new Scrape(get(metrics).body().lines().toList());
    }

    /** Any page of the port. */
    public static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    /** The sum of the samples of a name that have all the labels given, each as {@code name="value"}. */
    public double sum(String name, String... labels) {
        double sum = 0;
        for (String line : lines) {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches() || !sample.group(1).equals(name)) continue;
            String given = "," + (sample.group(2) == null ? "" : sample.group(2)) + ",";
            if (List.of(labels).stream().allMatch(label -> given.contains("," + label + ",")))
                sum += Double.parseDouble(sample.group(3));
        }
        return sum;
    }

    /** Every value of every label. */
    public Set<String> labelValues() {
        Set<String> values = new TreeSet<>();
        for (String line : lines) {
            if (line.startsWith("#")) continue;
            Matcher label = LABEL.matcher(line);
            while (label.find()) values.add(label.group(2));
        }
        return values;
    }

    /** A row for each metric: its name, type, labels and description. */
    private List<String> table(Predicate<String> names) {
        Map<String, String> help = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        Set<String> ofFamily = new TreeSet<>();
        for (String line : lines) {
            Matcher matcher = HELP.matcher(line);
            if (matcher.matches()) help.put(matcher.group(1), matcher.group(2).strip());
            matcher = TYPE.matcher(line);
            if (matcher.matches()) {
                ofFamily = new TreeSet<>();
                types.put(matcher.group(1), matcher.group(2));
                labels.put(matcher.group(1), ofFamily);
            }
            matcher = SAMPLE.matcher(line);
            if (!matcher.matches() || matcher.group(2) == null) continue;
            Matcher label = LABEL.matcher(matcher.group(2));
            while (label.find()) if (!label.group(1).equals("le")) ofFamily.add(label.group(1));
        }
        List<String> rows = new ArrayList<>();
        types.forEach((name, type) -> {
            if (names.test(name))
                rows.add("| `" + name + "` | " + type + " | " + String.join(", ", labels.getOrDefault(name, Set.of()))
                        + " | " + help.getOrDefault(name, "") + " |");
        });
        return rows;
    }

    /**
     * Compares the table of a section of docs/observation.md with what is served.
     *
     * @param heading the section's line
     */
    public void assertDocumented(String heading, Predicate<String> names) throws IOException {
        List<String> rows = table(names);
        if (Boolean.getBoolean(WRITE)) write(heading, rows);
        List<String> documented = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("#")) inside = line.equals(heading);
            if (inside && line.startsWith("| `")) documented.add(line);
        }
        assertThat(documented)
                .as(
                        "%s of %s is not what is served; to write it: ./mvnw test -am -pl"
                                + " inventory-grpc-server,inventory-amqp-consumer -Dtest='ServedMetricsTest,ConsumerMetricsTest'"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true",
                        heading,
                        DOCUMENT)
                .isEqualTo(rows);
    }

    private static void write(String heading, List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("#")) inside = line.equals(heading);
            if (inside && line.startsWith("| `")) continue;
            lines.add(line);
            if (inside && line.startsWith("|---")) lines.addAll(rows);
        }
        Files.write(DOCUMENT, lines);
    }
}
