package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.certificates.TestAuthority;
import io.inventory.client.cli.output.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** To whom inventoryctl speaks and as whom, what it asks, and how it ends when it may not, or cannot. */
@Timeout(180)
class CtlConnectionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CtlServer ctl;

    @BeforeAll
    static void start() throws IOException {
        ctl = new CtlServer(folder);
        ctl.script("stock", "create", "S", "1").ok();
    }

    @AfterEach
    void takeCommands() {
        ctl.script("read-only", "off").ok();
    }

    @AfterAll
    static void stop() {
        ctl.close();
    }

    @Test
    void statusSaysWhetherCommandsAreTaken() {
        CtlRun seen = ctl.see("status").ok().fits();
        assertThat(seen.value("SERVER")).isEqualTo(ctl.target());
        assertThat(seen.value("COMMANDS")).isEqualTo("taken");
        assertThat(seen.value("ANSWERED IN")).matches("\\d+ ms, with the connection");
        CtlRun json = ctl.script("status", "-ojson").ok();
        assertThat(json.json().get("read_only")).isEqualTo(false);
        assertThat(ctl.script("status", "-ocsv").ok().lines().get(0))
                .isEqualTo("target,read_only,reason,since,answered_in_ms");
    }

    @Test
    void readOnlyAsksAPersonAndNeedsYesFromAScript() {
        CtlRun refused = ctl.run(CtlServer.PERSON, CtlServer.OPERATOR, "n\n", "read-only", "on", "--reason=moving");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("will refuse all orders")
                .contains("[y/N]")
                .contains("Nothing was done.");
        CtlRun silent = ctl.run(CtlServer.PERSON, CtlServer.OPERATOR, "", "read-only", "on", "--reason=moving");
        assertThat(silent.status()).as("end of the input is no yes").isEqualTo(1);
        CtlRun script = ctl.script("read-only", "on", "--reason=moving");
        assertThat(script.status()).isEqualTo(2);
        assertThat(script.err()).contains("Give --yes");
        assertThat(ctl.see("status").value("COMMANDS")).isEqualTo("taken");

        CtlRun done = ctl.run(CtlServer.PERSON, CtlServer.OPERATOR, "yes\n", "read-only", "on", "--reason=moving");
        assertThat(done.ok().fits().value("COMMANDS")).isEqualTo("refused: it is read-only");
        assertThat(done.value("REASON")).isEqualTo("moving");
        CtlRun change = ctl.see("stock", "adjust", "S", "--by=1", "--reason=delivery");
        assertThat(change.status()).isEqualTo(3);
        assertThat(change.err()).contains("read-only").contains("moving").contains("inventoryctl status");
        assertThat(change.err()).as("it was not carried out").doesNotContain("may have been");

        assertThat(ctl.script("read-only", "off", "-ojson").ok().json().get("read_only"))
                .isEqualTo(false);
        assertThat(ctl.script("--yes", "read-only", "on", "--reason=moving")
                        .ok()
                        .out())
                .contains("moving");
    }

    @Test
    void aReaderMayReadAlone() {
        CtlRun read = ctl.run(CtlServer.PERSON, CtlServer.READER, "", "stock", "get", "S");
        assertThat(read.status()).isZero();
        for (List<String> command : List.of(
                List.of("stock", "create", "R", "1"),
                List.of("stock", "set", "S", "1", "--reason=x"),
                List.of("stock", "adjust", "S", "--by=1", "--reason=x"),
                List.of("stock", "count", "S", "1", "--as-of=200s", "--reason=x"),
                List.of("stock", "policy", "S", "--safety=0", "--low=0"),
                List.of("read-only", "on", "--reason=x", "--yes"),
                List.of("read-only", "off"))) {
            CtlRun refused = ctl.run(CtlServer.PERSON, CtlServer.READER, "", command.toArray(String[]::new));
            assertThat(refused.status()).as("%s: %s", command, refused.err()).isEqualTo(4);
            assertThat(refused.err()).contains("role");
        }
    }

    @Test
    void whoIsNotKnownIsToldWhatToShowAndNoTokenIsPrinted() {
        List<CtlRun> runs = new ArrayList<>();
        CtlRun stranger = ctl.run(CtlServer.PERSON, CtlServer.STRANGER, "", "stock", "get", "S");
        assertThat(stranger.status()).isEqualTo(4);
        assertThat(stranger.err()).contains("--token-file");
        runs.add(stranger);
        List<String> asFile = new ArrayList<>(ctl.connection(CtlServer.STRANGER));
        asFile.set(2, "--token-file=" + CtlServer.STRANGER);
        asFile.add("status");
        runs.add(ctl.run(CtlServer.PERSON, Map.of(), "", asFile));
        runs.add(ctl.run(CtlServer.PERSON, Map.of(), "", List.of("status", "--token=" + CtlServer.STRANGER)));
        runs.add(ctl.run(CtlServer.PERSON, Map.of(), "", List.of("status", "--token", CtlServer.STRANGER)));
        runs.add(ctl.run(CtlServer.PERSON, Map.of(), "", List.of("status", CtlServer.STRANGER)));
        assertThat(runs.subList(1, runs.size())).allMatch(run -> run.status() == 2);
        assertThat(runs.get(1).err()).contains("never the token itself");
        // the name of the file with the token has it too, which no command prints
        assertThat(runs).allSatisfy(run -> assertThat(run.out() + run.err()).doesNotContain(CtlServer.STRANGER));
    }

    @Test
    void theConnectionCanComeFromTheEnvironment() {
        assertThat(ctl.run(Terminal.NONE, ctl.environment(CtlServer.READER), "", List.of("stock", "get", "S"))
                        .status())
                .isZero();
    }

    @Test
    void aProfileThatIsNamedKeepsTheEnvironmentOut() throws IOException {
        List<String> operator = ctl.connection(CtlServer.OPERATOR);
        String lines = "target=localhost:1\n";
        for (String option : operator) lines += option.replaceFirst("--", "shop.") + "\n";
        Path profiles = Files.writeString(folder.resolve("profiles"), lines);
        Map<String, String> strangers = ctl.environment(CtlServer.STRANGER);

        List<String> named = List.of("--profiles=" + profiles, "stock", "get", "S", "--profile=shop");
        assertThat(ctl.run(Terminal.NONE, strangers, "", named).status()).isZero();
        List<String> unnamed = List.of("--profiles=" + profiles, "stock", "get", "S");
        assertThat(ctl.run(Terminal.NONE, strangers, "", unnamed).status()).isEqualTo(4);
        assertThat(ctl.run(Terminal.NONE, Map.of(), "", unnamed).status()).isEqualTo(3);
        CtlRun unknown =
                ctl.run(Terminal.NONE, Map.of(), "", List.of("--profiles=" + profiles, "--profile=staging", "status"));
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no profile 'staging'").contains("it has shop");
    }

    @Test
    void theDefaultProfileIsReadFromTheFolderOfThePerson() throws IOException {
        Path file = folder.resolve("home/.config/inventory/inventoryctl.properties");
        Files.createDirectories(file.getParent());
        StringBuilder lines = new StringBuilder();
        for (String option : ctl.connection(CtlServer.READER))
            lines.append(option.replaceFirst("--", "")).append('\n');
        Files.writeString(file, lines);
        try {
            assertThat(ctl.run(Terminal.NONE, Map.of(), "", List.of("status")).status())
                    .isZero();
            Files.writeString(file, "password=secret\n");
            CtlRun unusable = ctl.run(Terminal.NONE, Map.of(), "", List.of("status"));
            assertThat(unusable.status()).isEqualTo(2);
            assertThat(unusable.err()).contains("'password'").doesNotContain("secret");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aServerThatIsNotThereOrNotTrustedEndsWith3() throws IOException {
        CtlRun nobody = ctl.run(Terminal.NONE, Map.of(), "", List.of("status", "--target=127.0.0.1:1"));
        assertThat(nobody.status()).isEqualTo(3);
        assertThat(nobody.err()).contains("127.0.0.1:1 cannot be reached").contains("--target");

        Path other = new TestAuthority().write(folder.resolve("other-ca.pem"));
        CtlRun untrusted =
                ctl.run(Terminal.NONE, Map.of(), "", List.of("status", "--target=" + ctl.target(), "--ca=" + other));
        assertThat(untrusted.status()).isEqualTo(3);
        assertThat(untrusted.err()).contains("--ca");
        CtlRun plain = ctl.run(Terminal.NONE, Map.of(), "", List.of("status", "--target=" + ctl.target()));
        assertThat(plain.status()).isEqualTo(3);
        assertThat(plain.err()).contains("TLS");
    }

    @Test
    void aServerThatTakesTheConnectionAndIsSilentEndsWith3InTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            CtlRun run = ctl.run(
                    Terminal.NONE,
                    Map.of(),
                    "",
                    List.of(
                            "stock",
                            "adjust",
                            "S",
                            "--by=1",
                            "--reason=x",
                            "--request-id=r-1",
                            "--timeout=1s",
                            "--target=localhost:" + silent.getLocalPort()));
            assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(8);
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err()).contains("It may have been carried out").contains("--request-id=r-1");
            CtlRun tail = ctl.run(
                    Terminal.NONE,
                    Map.of(),
                    "",
                    List.of("tail", "--timeout=1s", "--target=localhost:" + silent.getLocalPort()));
            assertThat(tail.status()).isEqualTo(3);
        }
    }

    @Test
    void whatConcernsOneServerIsNotSentToSeveral() {
        for (String target : List.of("a:1,b:1", "dns:///stock.example.com:9090"))
            assertThat(ctl.run(Terminal.NONE, Map.of(), "", List.of("status", "--target=" + target))
                            .status())
                    .isEqualTo(2);
    }

    @Test
    void aCommandLineThatIsWrongSaysWhatIsAndWhereToLook() {
        assertThat(ctl.see().err()).contains("Usage: inventoryctl [OPTIONS] COMMAND");
        assertThat(ctl.see().status()).isEqualTo(2);
        CtlRun unknown = ctl.see("stock", "ge");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean get?").contains("inventoryctl stock --help");
        assertThat(ctl.see("status", "--timeout=soon").err()).contains("--timeout must be like 500ms");
        assertThat(ctl.see("status", "--target=").status()).isEqualTo(2);
        assertThat(ctl.see("status", "--cert=x").err()).contains("no such file");
        CtlRun letters = ctl.see("stock", "get", "Gr\ufffd\ufffde");
        assertThat(letters.status()).isEqualTo(2);
        assertThat(letters.err()).contains("LC_ALL=C.UTF-8");
    }

    @Test
    void helpVersionAndCompletionNeedNoServer() {
        for (List<String> command : List.of(
                List.of("--help"),
                List.of("help", "stock", "set"),
                List.of("stock", "set", "--help"),
                List.of("version"))) {
            CtlRun run = ctl.run(CtlServer.PERSON, Map.of("INVENTORY_CA", "/nowhere"), "", command);
            run.ok().fits();
            assertThat(run.out()).contains("inventoryctl");
        }
        assertThat(ctl.see("help", "stock", "sell").err()).contains("there is no command 'sell'");
        CtlRun script = ctl.script("completion").ok();
        assertThat(script.out()).startsWith("#!/usr/bin/env bash").contains("--expected-version");
    }
}
