package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddingTest {
    @TempDir
    private Path folder;

    @Test
    void whoBringsAPoolAndMakesTheTablesNeedsNoHikariFlywayOrMicrometer() throws IOException, InterruptedException {
        String classPath = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> !entry.matches(
                        ".*(HikariCP|flyway|logback|micrometer|prometheus|HdrHistogram|LatencyUtils)[^/]*"))
                .collect(Collectors.joining(File.pathSeparator));
        Path output = folder.resolve("output");
        Process embedder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        EmbedderWithItsOwnPool.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(embedder.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            embedder.destroyForcibly();
        }
        assertThat(Files.readString(output, StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "com.zaxxer.hikari.HikariDataSource is not there",
                        "org.flywaydb.core.Flyway is not there",
                        "io.micrometer.core.instrument.MeterRegistry is not there",
                        "true, 7 left, DEDUCTED",
                        "[]");
    }
}
