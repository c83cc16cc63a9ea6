package io.inventory.jdbi.sql.verification;

import java.util.List;

/** Balances and versions in words. */
final class Texts {
    /** Of how many a list is shown. */
    private static final int VERSIONS_SHOWN_MAX = 20;

    private Texts() {}

    static String balance(long available, long reserved) {
        return available + " available, " + reserved + " reserved";
    }

    /** An order may have any number of them, and many findings may name it. */
    static String versions(List<Long> versions) {
        int more = versions.size() - VERSIONS_SHOWN_MAX;
        return more > 0
                ? "versions " + versions.subList(0, VERSIONS_SHOWN_MAX) + " and " + more + " more"
                : "versions " + versions;
    }
}
