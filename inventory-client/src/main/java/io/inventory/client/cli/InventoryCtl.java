package io.inventory.client.cli;

import io.inventory.client.cli.bulk.ExportCommand;
import io.inventory.client.cli.bulk.ImportCommand;
import io.inventory.client.cli.command.ExplainCommand;
import io.inventory.client.cli.command.LedgerCommand;
import io.inventory.client.cli.command.OrderCommand;
import io.inventory.client.cli.command.ReadOnlyCommand;
import io.inventory.client.cli.command.StatusCommand;
import io.inventory.client.cli.command.TailCommand;
import io.inventory.client.cli.command.VerifyCommand;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Failures;
import io.inventory.client.cli.session.GlobalOptions;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.Surroundings;
import io.inventory.client.cli.session.UsageException;
import io.inventory.client.cli.stock.StockCommand;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line for those who run a shop's stock. */
@Command(
        name = InventoryCtl.NAME,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionCommand.Version.class,
        description = "Looks at a shop's stock, and changes it, on an inventory server.",
        footer = {
            "",
            "The connection's options can also be given in the environment (--token-file: INVENTORY_TOKEN_FILE) or as"
                    + " lines of ~/.config/inventory/inventoryctl.properties (token-file=...), in this order of"
                    + " precedence.",
            "",
            "Exit status: 0 done, 1 refused, 2 usage, 3 no server, 4 not allowed, 5 failed, 6 contradictions."
        })
public final class InventoryCtl {
    static final String NAME = "inventoryctl";

    /** What stands for bytes that are no text in the locale that Java was started in. */
    private static final String UNREADABLE = "\ufffd";

    @SuppressWarnings("unused")
    @Mixin
    private final GlobalOptions options;

    @SuppressWarnings("unused")
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    private boolean version;

    private InventoryCtl(GlobalOptions options) {
        this.options = options;
    }

    /** Exits with one of {@link ExitStatus}. */
    public static void main(String[] args) {
        // so that Java 22 and later tell a terminal from a pipe as those before do
        System.setProperty("jdk.console", "java.base");
        // gRPC would write on the terminal what the failure's message says as well
        LogManager.getLogManager().reset();
        System.exit(run(args, ProcessSurroundings.find()));
    }

    /** Runs one command line; returns the exit status. */
    public static int run(String[] args, Surroundings surroundings) {
        Failures failures = new Failures(surroundings.err(), NAME);
        CheckedWriter out = new CheckedWriter(surroundings.out());
        try (Session session = new Session(surroundings)) {
            int status = commandLine(session)
                    .setOut(new PrintWriter(out, true))
                    .setErr(surroundings.err())
                    .setColorScheme(
                            Help.defaultColorScheme(surroundings.terminal().colors() ? Help.Ansi.ON : Help.Ansi.OFF))
                    .setParameterExceptionHandler((e, arguments) -> unusable(e, failures))
                    .setExecutionExceptionHandler(
                            (e, command, parsed) -> failures.report(e).code())
                    .execute(readable(args));
            out.throwIfFailed();
            return status;
        } catch (RuntimeException | Error e) {
            return failures.report(e).code();
        }
    }

    private static String[] readable(String[] args) {
        for (String argument : args)
            if (argument.contains(UNREADABLE))
                throw new UsageException("an argument has letters that this locale does not have, and would become"
                        + " another; set LC_ALL=C.UTF-8");
        return args;
    }

    /** All commands, not run yet. */
    public static CommandLine commandLine(Session session) {
        CommandLine root = new CommandLine(new InventoryCtl(session.options()))
                .addSubcommand(StockCommand.of(session))
                .addSubcommand(OrderCommand.of(session))
                .addSubcommand(new LedgerCommand(session))
                .addSubcommand(new ExplainCommand(session))
                .addSubcommand(new VerifyCommand(session))
                .addSubcommand(new ImportCommand(session))
                .addSubcommand(new ExportCommand(session))
                .addSubcommand(new TailCommand(session))
                .addSubcommand(ReadOnlyCommand.of(session))
                .addSubcommand(new StatusCommand(session))
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new VersionCommand())
                .addSubcommand(new HelpCommand());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExpandAtFiles(false);
        shapeHelp(root);
        return root;
    }

    /** The options of every command are shown once, at the top. */
    private static void shapeHelp(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.abbreviateSynopsis(true);
        if (command.getParent() != null) {
            command.getHelpSectionMap()
                    .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> help.optionListExcludingGroups(own(help)));
            usage.footer("", "Options of every command, such as --target and --output: " + NAME + " --help");
        }
        command.getSubcommands().values().forEach(InventoryCtl::shapeHelp);
    }

    private static List<OptionSpec> own(Help help) {
        return help.commandSpec().options().stream()
                .filter(option -> !option.inherited())
                .toList();
    }

    private static int unusable(ParameterException e, Failures failures) {
        CommandLine command = e.getCommandLine();
        boolean isCommand = command.getCommand() instanceof Callable<?>;
        if (!isCommand && e.getArgSpec() == null && !(e instanceof UnmatchedArgumentException)) {
            command.usage(command.getErr());
            return ExitStatus.USAGE.code();
        }
        String message = e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : e.getMessage();
        return failures.report(new UsageException(
                        message + "; see " + command.getCommandSpec().qualifiedName() + " --help"))
                .code();
    }

    /** Without the values of what is not known, one of which may be a token. */
    private static String unmatched(UnmatchedArgumentException e) {
        String first = e.getUnmatched().get(0);
        String what = first.startsWith("-")
                ? "unknown option " + first.replaceFirst("=.*", "")
                : "there is an argument too many, or a command that is not known";
        List<String> suggestions = e.getSuggestions();
        return suggestions.isEmpty() ? what : what + "; did you mean " + String.join(", ", suggestions) + "?";
    }
}
