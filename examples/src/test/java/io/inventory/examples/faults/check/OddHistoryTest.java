package io.inventory.examples.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored.Line;
import io.inventory.examples.faults.history.Units;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A history in which something looks odd, and is as it may be, passes. */
class OddHistoryTest {
    @Test
    void aReturnOfMoreThanIsLeftMayBeRefused() {
        ShopDay day = new ShopDay();
        Units two = new Units("a", 2);
        day.call(Kind.RETURN, "given back", "late", 40, Result.REFUSED, "ROLLBACK_EXCEEDS_ORDER", two);
        day.call(Kind.RETURN, "paid", "return-2", 40, Result.REFUSED, "ROLLBACK_EXCEEDS_ORDER", new Units("a", 3));
        assertThat(day.findings()).isEmpty();
    }

    @Test
    void aRefusalMayNameEachLineThatWasShort() {
        ShopDay day = new ShopDay();
        String both = "INSUFFICIENT_STOCK a 20 7,b 3 0";
        day.call(Kind.DEDUCT, "both", "", 20, Result.REFUSED, both, new Units("a", 20), new Units("b", 3));
        day.rejected("both", both, new Line("a", 20, 0), new Line("b", 3, 0));
        // there can have been enough of b when there was too little of a
        day.call(Kind.DEDUCT, "early", "", 15, Result.UNKNOWN, "UNAVAILABLE", new Units("a", 9), new Units("b", 2));
        day.rejected("early", "INSUFFICIENT_STOCK a 9 8", new Line("a", 9, 0), new Line("b", 2, 0));
        assertThat(day.findings()).isEmpty();
    }

    @Test
    void whatIsCarriedOutWhenTheTablesWereReadIsNotCompared() {
        ShopDay day = new ShopDay();
        day.call(Kind.RESERVE, "at last", "PT0.00000001S", 70, Result.UNKNOWN, "UNAVAILABLE", new Units("b", 5));
        List<Units> none = List.of(new Units("b", 0));
        List<Units> all = List.of(new Units("b", 5));
        day.events.add(new Event("stock.sold_out", "s4", "", "b", "4", "SOLD_OUT", none, false, 4, 90));
        day.events.add(new Event("stock.rolled_back", "s5", "", "at last", "", "ROLLED_BACK b*5", all, true, 5, 90));
        day.events.add(new Event("stock.back", "s6", "", "b", "5", "BACK", all, false, 6, 90));
        assertThat(day.findings()).isEmpty();
    }
}
