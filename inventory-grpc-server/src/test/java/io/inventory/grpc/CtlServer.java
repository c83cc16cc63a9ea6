package io.inventory.grpc;

import io.inventory.certificates.TestAuthority;
import io.inventory.client.ClientTls;
import io.inventory.client.InventoryClient;
import io.inventory.client.cli.InventoryCtl;
import io.inventory.client.cli.output.Terminal;
import io.inventory.client.cli.output.Times;
import io.inventory.client.cli.session.Surroundings;
import io.inventory.grpc.security.TestTokens;
import io.inventory.jdbi.ProgramClasses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server process with TLS and tokens, and inventoryctl as different people use it on that server. */
final class CtlServer implements AutoCloseable {
    static final String OPERATOR = "inv_token-of-the-operator-of-the-test";
    static final String READER = "inv_token-of-the-reader-of-the-test";
    static final String STRANGER = "inv_token-of-a-stranger-of-the-test";

    /** How much later than the server's it is by the clock of the tests, so that relative times are known. */
    static final Duration LATER = Duration.ofMinutes(3).plusSeconds(20);

    static final Terminal PERSON = new Terminal(true, 80, false);

    private final Path folder;
    private final Path ca;
    private final List<String> options;
    private ServerProcess process;

    /** @param options of the server, besides those that it has here */
    CtlServer(Path folder, String... options) throws IOException {
        this.folder = folder;
        TestAuthority authority = new TestAuthority();
        ca = authority.write(folder.resolve("ca.pem"));
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        authority.issue("server", "127.0.0.1", "localhost").write(certificate, key);
        Path callers = Files.writeString(
                folder.resolve("callers"),
                "alice operator " + TestTokens.hash(OPERATOR) + "\nbob reader " + TestTokens.hash(READER) + "\n");
        token(OPERATOR);
        token(READER);
        token(STRANGER);
        this.options = Stream.concat(
                        Stream.of(options),
                        Stream.of("--tls-cert=" + certificate, "--tls-key=" + key, "--callers=" + callers))
                .toList();
        process = server(0);
    }

    private ServerProcess server(int port) throws IOException {
        return ServerProcess.start(
                folder,
                Map.of(),
                Stream.concat(Stream.of("--port=" + port, "--expiry-interval=100ms"), options.stream())
                        .toArray(String[]::new));
    }

    /** Kills the server and starts it again, on the same port and database. */
    void restart() throws IOException {
        int port = process.port();
        process.close();
        process = server(port);
        int unused = process.port();
    }

    private void token(String token) throws IOException {
        Files.writeString(folder.resolve(token + ".token"), token + "\n");
    }

    ServerProcess process() {
        return process;
    }

    String target() {
        return "localhost:" + process.port();
    }

    /** The options of a caller with that token. */
    List<String> connection(String token) {
        return List.of(
                "--target=" + target(),
                "--ca=" + ca,
                "--token-file=" + folder.resolve(token + ".token"),
                "--timeout=20s");
    }

    /** The same as variables. */
    Map<String, String> environment(String token) {
        return Map.of(
                "INVENTORY_TARGET", target(),
                "INVENTORY_CA", ca.toString(),
                "INVENTORY_TOKEN_FILE", folder.resolve(token + ".token").toString(),
                "INVENTORY_TIMEOUT", "20s");
    }

    /** What a shop's programs do meanwhile. */
    InventoryClient orders() {
        return InventoryClient.builder(target())
                .tls(ClientTls.trusting(ca))
                .token(OPERATOR)
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    /** As the operator sees it on a terminal of 80 columns. */
    CtlRun see(String... args) {
        return run(PERSON, OPERATOR, "", args);
    }

    /** As a script of the operator gets it. */
    CtlRun script(String... args) {
        return run(Terminal.NONE, OPERATOR, "", args);
    }

    /** As somebody with that token, who types that when asked. */
    CtlRun run(Terminal terminal, String token, String typed, String... args) {
        List<String> all = new ArrayList<>(connection(token));
        all.addAll(List.of(args));
        return run(terminal, Map.of(), typed, all);
    }

    CtlRun run(Terminal terminal, Map<String, String> environment, String typed, List<String> args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = InventoryCtl.run(
                args.toArray(String[]::new),
                new Surroundings(
                        out,
                        new PrintWriter(err),
                        new BufferedReader(new StringReader(typed)),
                        terminal,
                        environment,
                        folder.resolve("home"),
                        new Times(Clock.offset(Clock.systemUTC(), LATER), ZoneOffset.UTC),
                        action -> {}));
        return new CtlRun(status, out.toString(), err.toString());
    }

    /** Starts it as a process, with the caller's connection in the environment. */
    Process start(String token, Map<String, String> environment, String... args) throws IOException {
        return builder(token, environment, args).start();
    }

    ProcessBuilder builder(String token, Map<String, String> environment, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        String program = InventoryCtl.class.getName();
        command.addAll(ProgramClasses.optionsFor(
                program, "nothing, it ends by itself", "status", "--target=127.0.0.1:1", "--tls"));
        command.add(program);
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("INVENTORY_"));
        builder.environment().putAll(environment(token));
        builder.environment().putAll(environment);
        return builder;
    }

    @Override
    public void close() {
        process.close();
    }
}
