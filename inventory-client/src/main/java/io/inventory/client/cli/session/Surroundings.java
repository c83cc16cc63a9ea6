package io.inventory.client.cli.session;

import io.inventory.client.cli.output.Terminal;
import io.inventory.client.cli.output.Times;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a command finds around it: a process's own, or a test's.
 *
 * @param out where answers go; a failure to write ends the command
 * @param err where all else goes
 * @param in where a person answers
 * @param terminal what {@code out} is
 * @param environment the variables
 * @param home the folder of the person
 * @param times what is now, and where
 * @param atInterrupt what to do when Ctrl-C comes, before the process ends
 */
public record Surroundings(
        Writer out,
        PrintWriter err,
        BufferedReader in,
        Terminal terminal,
        Map<String, String> environment,
        Path home,
        Times times,
        Consumer<Runnable> atInterrupt) {}
