package io.inventory.client.cli;

import io.inventory.client.cli.session.UsageException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}, for those who type it before the command; picocli's own knows one level of commands. */
@Command(name = "help", description = "Shows the help of a command, as --help does.")
final class HelpCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Which, as in: help stock set")
    private List<String> path = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String name : path) {
            @Nullable CommandLine next = command.getSubcommands().get(name);
            if (next == null)
                throw new UsageException("there is no command '" + name + "'; "
                        + command.getCommandSpec().qualifiedName() + " has "
                        + String.join(", ", command.getSubcommands().keySet()));
            command = next;
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }
}
