package io.inventory.grpc.security;

import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The commands for callers' tokens. */
@Command(name = "token", description = "Makes tokens for callers.", subcommands = TokenCommand.New.class)
public final class TokenCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Shows what there is. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** Makes one. */
    @Command(
            name = "new",
            sortOptions = false,
            description =
                    "Makes a token and prints it, once: it is not kept. What the server needs of it is its hash, in a"
                            + " line of the file that --callers names.")
    static final class New implements Callable<Integer> {
        @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose it is: cart, say.")
        private String name = "";

        @Option(
                names = "--role",
                required = true,
                paramLabel = "reader|order|operator",
                description = "What its owner may do: queries; the commands of orders, too; everything.")
        private String role = "";

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "From when on it counts no more, like 2027-01-31T00:00:00Z. Without it: for good.")
        private Optional<String> expires = Optional.empty();

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description =
                        "The callers file, which the line is added to. Without it: the line is printed below the token.")
        private Optional<Path> file = Optional.empty();

        @SuppressWarnings("unused")
        @Option(names = "--help", usageHelp = true, description = "Shows this help.")
        private boolean help;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() {
            String token = Token.make();
            String line = line(token);
            if (file.isPresent()) add(file.get(), line);
            spec.commandLine().getOut().println(token);
            if (file.isEmpty()) spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
            spec.commandLine()
                    .getErr()
                    .println("The token is shown this once and kept nowhere: put it where its owner reads it."
                            + file.map(path -> " Its hash is in " + path + ".")
                                    .orElse(" The second line is for the file" + " that --callers names."));
            return CommandLine.ExitCode.OK;
        }

        private String line(String token) {
            try {
                CallersFile.checkName(name);
            } catch (IllegalArgumentException e) {
                throw new SetupException("--name: " + e.getMessage(), e);
            }
            if (Role.of(role).isEmpty()) throw new SetupException("--role must be reader, order or operator");
            try {
                String until = expires.map(time -> " " + Instant.parse(time)).orElse("");
                return name + " " + role + " " + TokenHash.of(token) + until;
            } catch (DateTimeParseException e) {
                throw new SetupException("--expires must be like 2027-01-31T00:00:00Z", e);
            }
        }

        /** Adds nothing that would make the file one that cannot be used. */
        private static void add(Path file, String line) {
            try {
                String before = Files.exists(file) ? Files.readString(file) : "";
                String added = (before.isEmpty() || before.endsWith("\n") ? "" : "\n") + line + "\n";
                var unused = CallersFile.read((before + added).getBytes(StandardCharsets.UTF_8));
                Files.writeString(file, added, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new SetupException("--file: cannot add to " + file + ": " + e, e);
            } catch (IllegalArgumentException e) {
                throw new SetupException(
                        "--file: with this token " + file + " could not be used: " + e.getMessage(), e);
            }
        }
    }
}
