package io.inventory.jdbi.cli;

import io.inventory.jdbi.SetupException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How a process begins: its settings are read from their layers, and shown if that is asked for; what keeps it from
 * running becomes a line on stderr and a status.
 */
public final class ProcessStart {
    /** The exit status of a process that can't run as it is set up. */
    public static final int EXIT_SETUP = 2;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessStart.class);

    /** Several times as many as there are options; to parse unknown ones takes time with the square of how many they are. */
    private static final int ARGUMENTS_MAX = 500;

    static final String PRINT_CONFIG = "--print-config";

    private final CommandLine command;
    private final Function<Exception, Optional<String>> explanation;

    private ProcessStart(CommandLine command, Function<Exception, Optional<String>> explanation) {
        this.command = command;
        this.explanation = explanation;
    }

    /**
     * Runs a command, whose options include {@link StartOptions}, until it ends.
     *
     * @param explanation what to say of a failure of the command that an operator can do something about, besides {@link
     *     SetupException}; what it has no words for is logged as a bug
     * @return the exit status: the command's own, 2 if it can't run as it is set up, 1 if it fails otherwise
     */
    public static int run(
            CommandLine command,
            String[] args,
            Map<String, String> environment,
            Function<Exception, Optional<String>> explanation) {
        return new ProcessStart(command, explanation).run(args, environment);
    }

    private int run(String[] args, Map<String, String> environment) {
        command.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> refuse(message(e)))
                .setExecutionExceptionHandler((e, failed, parsed) -> failed(e));
        // in such a file --config would not be seen in time
        command.setExpandAtFiles(false);
        // a subcommand may be given a list, as of ids
        if (args.length > ARGUMENTS_MAX && Arrays.stream(args).noneMatch(command.getSubcommands()::containsKey))
            return refuse(args.length + " arguments, more than " + ARGUMENTS_MAX + "; --help lists the options");
        // help is given whatever the environment is like
        if (Arrays.stream(args).anyMatch(List.of("--help", "-h")::contains)) return command.execute(args);
        try {
            LayeredDefaults layers = LayeredDefaults.install(command, args, environment);
            command.setParameterExceptionHandler((e, arguments) -> refuse(message(e) + origin(e, arguments, layers)))
                    .setExecutionStrategy(parsed -> execute(parsed, layers));
            return command.execute(args);
        } catch (SetupException e) {
            return refuse(String.valueOf(e.getMessage()));
        }
    }

    private int execute(ParseResult parsed, LayeredDefaults layers) {
        if (!parsed.hasMatchedOption(PRINT_CONFIG)) return new RunLast().execute(parsed);
        new SettingsListing(layers, parsed).print(command.getOut());
        return CommandLine.ExitCode.OK;
    }

    private int failed(Exception e) {
        Optional<String> line =
                e instanceof SetupException ? Optional.of(String.valueOf(e.getMessage())) : explanation.apply(e);
        if (line.isPresent()) return refuse(line.get());
        LOG.error("Stopped by a bug", e);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String message(ParameterException e) {
        String text = e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : e.getMessage();
        return text + "; --help lists the options";
    }

    /** Without its value, which may be a password after a flag that was mistyped. */
    private static String unmatched(UnmatchedArgumentException e) {
        String first = e.getUnmatched().get(0);
        if (!first.startsWith("-"))
            return "an argument is not an option: each begins with --, and a value with spaces needs quotes";
        String flag = first.replaceFirst("=.*", "");
        List<String> known = e.getCommandLine().getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .toList();
        return "Unknown option: '" + flag + "'" + ClosestName.question(flag, known);
    }

    /** Where a value that can't be read was found, if not on the command line. */
    private static String origin(ParameterException e, String[] args, LayeredDefaults layers) {
        if (!(e.getArgSpec() instanceof OptionSpec option)) return "";
        String flag = option.longestName();
        if (Arrays.stream(args).anyMatch(arg -> arg.equals(flag) || arg.startsWith(flag + "="))) return "";
        return switch (layers.sourceOf(option)) {
            case ENVIRONMENT -> " (from " + KnownSettings.variable(KnownSettings.name(option)) + ")";
            case FILE -> " (from the configuration file)";
            case FLAG, DEFAULT -> "";
        };
    }

    private int refuse(String message) {
        String line = message.replaceAll("\\s*\\R\\s*", " ");
        System.err.println(command.getCommandName() + ": " + line);
        return EXIT_SETUP;
    }
}
