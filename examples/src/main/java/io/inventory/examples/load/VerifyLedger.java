package io.inventory.examples.load;

import io.inventory.jdbi.LedgerVerification;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.util.List;

/** Proves the whole ledger of a database from its tables: prints what is wrong, or that nothing is. */
public final class VerifyLedger {
    private VerifyLedger() {}

    /** Takes a JDBC URL; exit status 1 if anything is wrong. */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: VerifyLedger JDBC-URL");
            System.exit(2);
        }
        try (StorePool pool = StorePool.open(StoreSettings.of(args[0], "", ""))) {
            List<String> findings = LedgerVerification.findings(pool.dataSource());
            findings.forEach(System.out::println);
            if (findings.isEmpty()) System.out.println("stock and ledger agree");
            System.exit(findings.isEmpty() ? 0 : 1);
        }
    }
}
