package io.inventory.grpc;

import io.inventory.jdbi.LedgerArchive;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.cli.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The commands for archives of the ledger. */
@Command(name = "archive", description = "Proves archives of the ledger.", subcommands = ArchiveCommand.Verify.class)
final class ArchiveCommand implements Callable<Integer> {
    private final StoreOptions store;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** @param store where the database is */
    ArchiveCommand(StoreOptions store) {
        this.store = store;
    }

    /** Shows what there is. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** Proves some. */
    @Command(
            name = "verify",
            sortOptions = false,
            description =
                    "Proves files that --retain-ledger has written: their checksum, that each entry follows from the one"
                            + " before, and that all add up. Needs no database. Ends with 1 if one is not proved.")
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", arity = "1..*", description = "What to prove.")
        private List<Path> files = new ArrayList<>();

        @Option(
                names = "--against-database",
                description =
                        "Also that the ledgers of the database go on from there. Which one that is, the server's own options say,"
                                + " before 'archive', its environment or its --config file.")
        private boolean againstDatabase;

        @SuppressWarnings("unused")
        @Option(names = "--help", usageHelp = true, description = "Shows this help.")
        private boolean help;

        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        private ArchiveCommand archive;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() {
            if (!againstDatabase) return prove(null);
            archive.store.checkTables();
            try (StorePool pool = StorePool.open(archive.store.settings())) {
                return prove(pool);
            }
        }

        private int prove(@Nullable StorePool pool) {
            int status = CommandLine.ExitCode.OK;
            for (Path file : files) if (!isProved(file, pool)) status = CommandLine.ExitCode.SOFTWARE;
            spec.commandLine().getOut().flush();
            return status;
        }

        private boolean isProved(Path file, @Nullable StorePool pool) {
            try {
                long entries = LedgerArchive.verify(file);
                List<String> findings = pool == null ? List.of() : LedgerArchive.findings(file, pool.dataSource());
                for (String finding : findings) spec.commandLine().getErr().println(file + ": " + finding);
                if (findings.isEmpty()) spec.commandLine().getOut().println(file + ": " + entries + " entries, proved");
                return findings.isEmpty();
            } catch (IOException e) {
                spec.commandLine().getErr().println("not proved: " + e.getMessage());
                return false;
            }
        }
    }
}
