package io.inventory.jdbi.transaction;

import io.inventory.InventoryException;

/** Hears what becomes of transactions, on the thread that runs them. Must not block or throw. */
public interface TransactionObserver {
    /** Hears nothing. */
    TransactionObserver NONE = new TransactionObserver() {};

    /**
     * A transaction failed and is begun again.
     *
     * @param attempt how many were made so far
     * @param sqlState what the database said; empty if it said nothing
     */
    default void retried(int attempt, String sqlState) {}

    /** A transaction of several commands failed, and is run in halves to find out which of them is the cause. */
    default void split(int commands) {}

    /**
     * Commands were decided from known stock.
     *
     * @param held whether all was as it was known; if a stock had been changed or an order recorded by others, nothing was written, and they are run again with locks
     */
    default void decidedFromKnown(int commands, boolean held) {}

    /** A guard of a write has kept units from being taken that are not there: a bug, or somebody else changes the tables. */
    default void guardTripped() {}

    /** The database can't be reached; the last attempt to do so has just failed. */
    default void unreachable(InventoryException refusal) {}
}
