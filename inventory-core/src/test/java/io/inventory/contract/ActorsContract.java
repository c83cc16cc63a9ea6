package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.inventory.Actor;
import io.inventory.AdjustStock;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.ErrorReason;
import io.inventory.Expire;
import io.inventory.ExpireOutcome.Expired;
import io.inventory.ExpireOutcome.NotOverdue;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.OperatorCommand;
import io.inventory.OrderStatus;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.StockChanged;
import io.inventory.StockCounted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger names who gave each operator's command, and that name decides nothing. */
abstract class ActorsContract extends ContractTest {
    private static final Actor ALICE = new Actor("alice");
    private static final Actor BOB = new Actor("bob");
    private static final Actor CAROL = new Actor("carol");

    private final Sku a = names.sku("a");

    @Test
    void theLedgerNamesWhoGaveEachCommand() {
        as(ALICE, new CreateStock(a, 10, names.request()));
        as(BOB, new AdjustStock(a, 2, "found", names.request()));
        as(CAROL, new SetStock(a, 20, "recounted", names.request()));
        as(ALICE, new CountStock(a, 21, contract().clock().instant(), "counted", names.request()));
        as(BOB, new SetStockPolicy(a, 3, 5, names.request()));

        assertThat(LedgerProof.entries(inventory(), a))
                .extracting(LedgerEntry::reason, LedgerEntry::actor)
                .containsExactly(
                        tuple(LedgerReason.INITIALIZED, ALICE),
                        tuple(LedgerReason.MANUAL_ADJUST, BOB),
                        tuple(LedgerReason.MANUAL_SET, CAROL),
                        tuple(LedgerReason.STOCK_COUNTED, ALICE),
                        tuple(LedgerReason.POLICY_SET, BOB));
        assertLedgerProves(List.of(a));
    }

    @Test
    void ordersAndCommandsOfNobodyHaveNone() {
        inventory().create(a, 10, names.request());
        as(ALICE, new AdjustStock(a, 2, "found", names.request()));
        inventory().deduct(order("1"), List.of(line("a", 2)));
        inventory().rollback(order("1"));
        inventory().adjust(a, 1, "found", names.request());

        assertThat(LedgerProof.entries(inventory(), a))
                .extracting(LedgerEntry::actor)
                .containsExactly(Actor.NOBODY, ALICE, Actor.NOBODY, Actor.NOBODY, Actor.NOBODY);
        assertThat(LedgerProof.entries(inventory(), order("1")))
                .extracting(LedgerEntry::actor)
                .containsExactly(Actor.NOBODY, Actor.NOBODY);
    }

    @Test
    void aReservationThatSomebodyLetExpireNamesThem() {
        inventory().create(a, 10, names.request());
        for (String label : List.of("1", "2"))
            inventory().execute(new Reserve(order(label), List.of(line("a", 2)), Duration.ofSeconds(60)));
        assertThat(as(ALICE, new Expire(order("1")))).isEqualTo(new NotOverdue(order("1"), OrderStatus.RESERVED));
        contract().clock().advance(Duration.ofSeconds(60));
        assertThat(as(ALICE, new Expire(order("1")))).isEqualTo(new Expired(order("1"), false));
        assertThat(as(BOB, new Expire(order("1")))).isEqualTo(new Expired(order("1"), true));
        inventory().execute(new Expire(order("2")));

        assertThat(LedgerProof.entries(inventory(), a))
                .filteredOn(entry -> entry.reason() == LedgerReason.RESERVATION_EXPIRED)
                .extracting(LedgerEntry::refId, LedgerEntry::actor)
                .containsExactly(
                        tuple(order("1").value(), ALICE), tuple(order("2").value(), Actor.NOBODY));
        assertLedgerProves(List.of(a));
    }

    @Test
    void theSameRequestOfAnotherIsReplayedAndTheFirstNameStays() {
        CreateStock create = new CreateStock(a, 10, names.request());
        AdjustStock adjust = new AdjustStock(a, 2, "found", names.request());
        CountStock count = new CountStock(a, 15, contract().clock().instant(), "counted", names.request());
        as(ALICE, create);
        as(ALICE, adjust);
        as(ALICE, count);

        assertThat(as(BOB, create)).isEqualTo(new StockChanged(a, 10, 0, 1, true));
        assertThat(as(Actor.NOBODY, adjust)).isEqualTo(new StockChanged(a, 12, 0, 2, true));
        assertThat(as(BOB, count)).isEqualTo(new StockCounted(a, 15, 12, 15, 0, 3, true));
        assertThat(LedgerProof.entries(inventory(), a))
                .extracting(LedgerEntry::actor)
                .containsExactly(ALICE, ALICE, ALICE);
    }

    @Test
    void anotherRequestUnderTheSameIdIsRefusedWhoeverGivesIt() {
        RequestId request = names.request();
        as(ALICE, new CreateStock(a, 10, names.request()));
        as(ALICE, new AdjustStock(a, 2, "found", request));

        assertRefused(ErrorReason.REQUEST_MISMATCH, () -> as(BOB, new AdjustStock(a, 3, "found", request)));
        assertThat(LedgerProof.entries(inventory(), a)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\uD83D\uDE00", "it's", "\"", "\\", "a,b;c{d}", "caf\u00E9", "CN=ops,O=shop", "null"})
    void theLongestNamesComeBackAsTheyWent(String text) {
        int times = Actor.CODE_POINTS_MAX / text.codePointCount(0, text.length());
        Actor longest = new Actor(text.repeat(times));
        as(longest, new CreateStock(a, 10, names.request()));
        as(new Actor(text), new AdjustStock(a, 2, "found", names.request()));

        assertThat(LedgerProof.entries(inventory(), a))
                .extracting(LedgerEntry::actor)
                .containsExactly(longest, new Actor(text));
    }

    private <A> A as(Actor actor, OperatorCommand<A> command) {
        return contract().executeAs(actor, command);
    }
}
