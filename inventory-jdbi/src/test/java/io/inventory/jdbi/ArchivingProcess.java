package io.inventory.jdbi;

import java.io.IOException;
import java.nio.file.Path;

/** A process that does nothing but archive old ledger entries, until its input ends. */
final class ArchivingProcess {
    static final String READY = "ready";

    /** Few, so that there are many files. */
    static final int ENTRIES_MAX = 150;

    private ArchivingProcess() {}

    /** Archives; the arguments are the URL of a PostgreSQL and a folder. */
    public static void main(String[] args) throws IOException {
        StorePool pool = StorePool.open(StoreSettings.of(args[0], "postgres", ""));
        try (JdbiInventory inventory = JdbiInventory.builder(pool).owning(pool).build()) {
            inventory.startLedgerRetention(
                    new LedgerRetention.Settings(LedgerRetention.RETAINED_MIN, Path.of(args[1]), ENTRIES_MAX),
                    () -> false);
            System.out.println(READY);
            while (System.in.read() >= 0) {}
        }
    }
}
