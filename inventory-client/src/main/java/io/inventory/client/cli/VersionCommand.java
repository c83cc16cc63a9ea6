package io.inventory.client.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code version}. */
@Command(name = "version", description = "Shows the version.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(Version.TEXT);
        return 0;
    }

    /** That of the jar. */
    static final class Version implements IVersionProvider {
        static final String TEXT = InventoryCtl.NAME + " "
                + Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                        .orElse("(not from a jar)");

        @Override
        public String[] getVersion() {
            return new String[] {TEXT};
        }
    }
}
