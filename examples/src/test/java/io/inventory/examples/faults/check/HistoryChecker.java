package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.history.Stored;
import java.util.List;

/**
 * Compares what callers were told, what the database holds and what was published. Pure: the same in gives the same out.
 *
 * <p>It believes that each sender used an order id for one order alone, and that no stock has a policy that keeps units from
 * orders.
 */
public final class HistoryChecker {
    private HistoryChecker() {}

    /**
     * What is not as promised; empty if all is.
     *
     * @param history what callers, senders and readers saw
     * @param stored what the database holds when all is over
     * @param events each event as often as it came, in the order in which they came
     */
    public static List<Finding> check(History.Lines history, Stored stored, List<Event> events) {
        Findings findings = new Findings();
        Asked asked = new Asked(history.operations());
        LedgerCheck.check(stored, findings);
        Recorded recorded = new Recorded(stored);
        new EffectCheck(asked, recorded, findings).check();
        new UnaskedCheck(asked, recorded, findings).check();
        new RecordCheck(asked, recorded, findings).check();
        HeldUnitsCheck.check(recorded, findings);
        new ShortageCheck(asked, recorded, stored, findings).check();
        new OutcomeCheck(stored, findings).check();
        new TimeCheck(asked, stored, history.readings(), findings).check();
        AnswerCheck.check(asked, findings);
        new HoldingCheck(asked, stored, events, findings).check();
        new EventCheck(asked, events, findings).check();
        new ContentCheck(asked, recorded, findings).check(events, stored);
        new SignalCheck(asked, stored, events, findings).check();
        ReadingCheck.check(stored, history.readings(), findings);
        return findings.all();
    }
}
