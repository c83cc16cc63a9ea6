package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of hostile inputs names tests that are there. */
class HostileInputsTest {
    private static final int ROWS_MIN = 100;
    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| (.+) \\| (.+) \\| `(\\w+)#(\\w+)` \\|");

    @Test
    void everyRowNamesATestThatIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        int rows = 0;
        for (String line : Files.readAllLines(ROOT.resolve("docs/hostile-inputs.md"))) {
            if (!line.startsWith("| ") || line.startsWith("| what comes")) continue;
            rows++;
            Matcher row = ROW.matcher(line);
            if (!row.matches() || !isThere(row.group(3), row.group(4))) missing.add(line);
        }
        assertThat(missing).isEmpty();
        assertThat(rows).isGreaterThanOrEqualTo(ROWS_MIN);
    }

    private static boolean isThere(String testClass, String method) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .anyMatch(tests -> isIn(tests, testClass, method));
        }
    }

    private static boolean isIn(Path tests, String testClass, String method) {
        Pattern test = Pattern.compile("@(Parameterized)?Test\\b[^;{}]*(\\{[^{}]*\\}[^;{}]*)*void " + method + "\\(");
        try (Stream<Path> files = Files.walk(tests)) {
            return files.filter(file -> file.endsWith(testClass + ".java"))
                    .anyMatch(file -> test.matcher(read(file)).find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
