package io.inventory.jdbi.transaction;

import io.inventory.decision.StockLevel;
import io.inventory.decision.Verdict;
import java.util.Collection;
import java.util.List;

/**
 * What came of a list of commands; it holds once the transaction is committed.
 *
 * @param verdicts one for each command, in the same order
 * @param fromKnown whether no stock was locked before it was decided about
 * @param found the stocks as they were when they were locked
 * @param left the stocks that were decided about, as they are after all commands
 */
record Decided(List<Verdict<?>> verdicts, boolean fromKnown, List<StockLevel> found, Collection<StockLevel> left) {}
