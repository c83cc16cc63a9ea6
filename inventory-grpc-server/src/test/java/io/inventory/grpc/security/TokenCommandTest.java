package io.inventory.grpc.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.SetupException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What token new prints and writes. */
class TokenCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aTokenIsPrintedWithTheLineThatKnowsIt() {
        assertThat(run("new", "--name", "cart", "--role", "order")).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).matches("inv_[A-Za-z0-9_-]{43}");
        Callers callers = CallersFile.read(lines.get(1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(callers.byToken(lines.get(0), Clock.systemUTC())).contains(new Caller("cart", Role.ORDER));
        assertThat(lines.get(1)).doesNotContain(lines.get(0));
    }

    @Test
    void aFileGetsTheLineAndNotTheToken() throws Exception {
        Path file = Files.writeString(folder.resolve("callers"), "# callers\nweb reader certificate");
        assertThat(run("new", "--name=cart", "--role=order", "--expires=2099-01-01T00:00:00Z", "--file=" + file))
                .isZero();
        String token = out.toString().strip();
        assertThat(token).startsWith("inv_").doesNotContain("\n");
        String content = Files.readString(file);
        assertThat(content)
                .startsWith("# callers\nweb reader certificate\ncart order sha256:")
                .doesNotContain(token);
        assertThat(CallersFile.read(Files.readAllBytes(file)).byToken(token, Clock.systemUTC()))
                .isPresent();
    }

    @Test
    void nothingIsAddedThatTheFileCannotHave() throws Exception {
        Path file = folder.resolve("callers");
        assertThat(run("new", "--name=cart", "--role=order", "--file=" + file)).isZero();
        assertThat(run("new", "--name=cart", "--role=order", "--file=" + file)).isZero();
        String before = Files.readString(file);
        assertThat(run("new", "--name=cart", "--role=order", "--file=" + file)).isEqualTo(2);
        assertThat(err.toString()).contains("delete the oldest");
        assertThat(run("new", "--name=cart", "--role=emperor", "--file=" + file))
                .isEqualTo(2);
        assertThat(run("new", "--name=c art", "--role=order", "--file=" + file)).isEqualTo(2);
        assertThat(run("new", "--name=web", "--role=order", "--expires=soon", "--file=" + file))
                .isEqualTo(2);
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void withoutSayingWhatItShowsHow() {
        assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("new");
    }

    private int run(String... arguments) {
        return new CommandLine(new TokenCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, command, result) -> {
                    assertThat(e).isInstanceOf(SetupException.class);
                    err.append(String.valueOf(e.getMessage()));
                    return 2;
                })
                .execute(arguments);
    }
}
