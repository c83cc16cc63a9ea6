package io.inventory.client.cli;

import io.inventory.client.cli.output.Terminal;
import io.inventory.client.cli.output.Times;
import io.inventory.client.cli.session.Surroundings;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What a process finds around it. All that it prints is UTF-8. */
final class ProcessSurroundings {
    private ProcessSurroundings() {}

    static Surroundings find() {
        Map<String, String> environment = System.getenv();
        return new Surroundings(
                writer(FileDescriptor.out),
                new PrintWriter(writer(FileDescriptor.err), true),
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
                terminal(environment),
                environment,
                Path.of(System.getProperty("user.home")),
                new Times(Clock.systemUTC(), ZoneId.systemDefault()),
                action -> Runtime.getRuntime().addShutdownHook(new Thread(action, "inventoryctl-interrupted")));
    }

    /** Not that of System.out, which keeps it to itself when something cannot be written. */
    private static Writer writer(FileDescriptor descriptor) {
        OutputStream stream = new FileOutputStream(descriptor);
        return new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    /** The program sees to it at its start that a console means a terminal in all versions of Java. */
    @SuppressWarnings("SystemConsoleNull")
    private static Terminal terminal(Map<String, String> environment) {
        boolean interactive = System.console() != null;
        boolean colors = interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb")
                && Ansi.AUTO.enabled();
        return new Terminal(interactive, columns(environment, interactive), colors);
    }

    private static int columns(Map<String, String> environment, boolean interactive) {
        String given = environment.getOrDefault("COLUMNS", "");
        if (given.matches("[1-9][0-9]{0,4}")) return Integer.parseInt(given);
        if (!interactive) return Terminal.UNLIMITED;
        // asks the terminal, and knows how on several systems
        return CommandLine.Model.CommandSpec.create()
                .usageMessage()
                .autoWidth(true)
                .width();
    }
}
