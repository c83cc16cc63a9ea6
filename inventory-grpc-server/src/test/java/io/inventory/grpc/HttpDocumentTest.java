package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with curl in the documents print what stands there, but for times. */
@Timeout(120)
class HttpDocumentTest {
    private static final Path ROOT = Path.of("..");
    private static final String PORT = "localhost:8080";
    private static final Pattern BLOCK = Pattern.compile("(?s)```console\n(.*?)```");
    private static final Pattern COMMAND = Pattern.compile("(?s)\\$ ([^\n]*(?:\\\\\n[^\n]*)*)\n(.*?)(?=\\$ |\\z)");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/http.md"})
    void theCommandsPrintWhatStandsThere(String document) throws Exception {
        List<String> expected = new ArrayList<>();
        List<String> printed = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(
                folder, Map.of(), "--jdbc-url=jdbc:h2:mem:documents", "--port=0", "--http-port=0")) {
            int unused = server.port();
            Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve(document)));
            while (block.find()) {
                if (!block.group(1).contains(PORT)) continue;
                Matcher command = COMMAND.matcher(block.group(1));
                while (command.find()) {
                    expected.add(command.group(1) + "\n" + masked(command.group(2)));
                    printed.add(command.group(1) + "\n"
                            + masked(run(command.group(1).replace(PORT, "127.0.0.1:" + server.httpPort()))));
                }
            }
        }
        assertThat(printed).isEqualTo(expected).hasSizeGreaterThan(2);
    }

    private static String masked(String output) {
        return output.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "…").replaceAll("\\s+$", "");
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
