package io.inventory.grpc.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.inventory.certificates.TestAuthority;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.transaction.RecordedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A server that strangers can reach is secured, or says that it is not. */
@ExpectedLog(SecurityOptions.class)
class SecurityOptionsTest {
    @Command(name = "program")
    static final class Program {
        @Mixin
        final SecurityOptions security = new SecurityOptions();
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<String> tls = new ArrayList<>();
    private String callers = "";
    private String clientCa = "";

    @BeforeEach
    void makeFiles() throws Exception {
        TestAuthority authority = new TestAuthority();
        authority.issue("server", "localhost").write(folder.resolve("cert"), folder.resolve("key"));
        tls.addAll(List.of("--tls-cert=" + folder.resolve("cert"), "--tls-key=" + folder.resolve("key")));
        callers = "--callers=" + Files.writeString(folder.resolve("callers"), "cart order certificate\n");
        clientCa = "--tls-client-ca=" + authority.write(folder.resolve("ca"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void loopbackNeedsNothing(String host) {
        opens(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid"})
    void beyondLoopbackATlsCertificateAndCallersAreNeeded(String host) {
        refuses("--insecure", host);
        refuses("--callers, or --tls-client-ca", host, tls.get(0), tls.get(1));
        refuses("--callers, or --tls-client-ca", host, tls.get(0), tls.get(1), clientCa, "--tls-client-auth=optional");
        refuses("--callers needs --tls-cert", host, callers);
        opens(host, tls.get(0), tls.get(1), callers);
        opens(host, tls.get(0), tls.get(1), clientCa);
    }

    @Test
    void theAddressForHttpHasTheSameRules() {
        String[] all = {tls.get(0), tls.get(1), callers};
        refusesHttp("--http-host=0.0.0.0 can be reached from other machines, and it would be in the clear");
        refusesHttp("--callers, or --tls-client-ca", tls.get(0), tls.get(1));
        refusesHttp("--callers needs --tls-cert", callers);
        for (String[] enough : new String[][] {all, {"--insecure"}})
            parse(enough).open("127.0.0.1", Optional.of("0.0.0.0")).close();
        parse().open("127.0.0.1", Optional.of("::1")).close();
    }

    private static void refusesHttp(String message, String... arguments) {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> parse(arguments)
                        .open("127.0.0.1", Optional.of("0.0.0.0"))
                        .close())
                .withMessageContaining(message);
    }

    @Test
    void insecureOpensItWithAWarning() {
        try (RecordedLog log = new RecordedLog(SecurityOptions.class)) {
            opens("0.0.0.0", "--insecure");
            assertThat(log.lines()).singleElement().asString().contains("in the clear", "may do everything");
            log.clear();
            opens("0.0.0.0", "--insecure", tls.get(0), tls.get(1));
            assertThat(log.lines()).singleElement().asString().contains("encrypted", "may do everything");
            log.clear();
            opens("0.0.0.0", "--insecure", callers);
            assertThat(log.lines()).singleElement().asString().contains("in the clear", "told apart");
            log.clear();
            opens("0.0.0.0", "--insecure", tls.get(0), tls.get(1), callers);
            assertThat(log.lines()).singleElement().asString().contains("not needed");
        }
    }

    @Test
    void optionsThatNeedEachOtherAreNamed() {
        refuses("--tls-cert and --tls-key", "localhost", tls.get(0));
        refuses("--tls-client-ca needs", "localhost", clientCa);
        refuses("--callers needs", "localhost", callers);
        refuses("--reload-interval", "localhost", "--reload-interval=2h");
        refuses(
                "callers (" + folder.resolve("none"),
                "localhost",
                tls.get(0),
                tls.get(1),
                "--callers=" + folder.resolve("none"));
    }

    private static void opens(String host, String... arguments) {
        parse(arguments).open(host).close();
    }

    private static void refuses(String message, String host, String... arguments) {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> parse(arguments).open(host).close())
                .withMessageContaining(message);
    }

    private static SecurityOptions parse(String... arguments) {
        Program program = new Program();
        new CommandLine(program).parseArgs(arguments);
        return program.security;
    }
}
