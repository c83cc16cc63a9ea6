package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ErrorReason;
import io.inventory.LedgerEntry;
import io.inventory.LineBalance;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.Rollback;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.RollbackReason;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.contract.SemanticsTable.Cell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An order that was compacted answers as before, without its details, and one that may give units back keeps all of it. */
abstract class CompactedOrdersContract extends ContractTest {
    private static final Set<String> CLOSED = Set.of("REJECTED", "CANCELED", "ROLLED_BACK", "EXPIRED");
    private static final long OPENING = 100;

    private final OrderId orderId = order("order");
    private final Script script = new Script(names, orderId);
    private final Answers answers = new Answers(names);

    private static Stream<Cell> closedCells() {
        return SemanticsTable.cells().stream().filter(cell -> CLOSED.contains(cell.state()));
    }

    @Test
    void everyClosedStateIsTried() {
        assertThat(closedCells().map(Cell::state).collect(Collectors.toSet())).isEqualTo(CLOSED);
        assertThat(closedCells()).hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @MethodSource("closedCells")
    void everyCommandIsAnsweredAsBefore(Cell cell) {
        List<Sku> skus = prepare(cell.setup());
        List<Stock> stocks = inventory().stocks(skus).stocks();
        Order before = inventory().order(orderId);
        contract().compactOrders();

        String answer = answers.of(() -> inventory().execute(script.command(cell.request())));
        assertThat(withoutDetails(answer)).isEqualTo(expected(cell));
        if (before.status() != OrderStatus.CANCELED)
            assertThat(answer.replaceAll(" +", " ")).as("the details are gone").isEqualTo(withoutDetails(answer));
        assertThat(answers.of(() -> inventory().execute(script.command(cell.request()))))
                .as("the answer to a retry")
                .isEqualTo(answer);
        assertThat(inventory().stocks(skus).stocks()).as("no unit moves").isEqualTo(stocks);
        assertCompacted(before, inventory().order(orderId));
        assertLedgerProves(skus);
    }

    /** What the table says, but for what can't be told from other content any more; nothing is given back in any case. */
    private static String expected(Cell cell) {
        boolean isRefused = cell.outcome().equals("error ROLLBACK_EXCEEDS_ORDER");
        if (isRefused && cell.command().equals("rollback lines"))
            return closedCells()
                    .filter(other -> other.setup().equals(cell.setup()))
                    .filter(other -> other.command().equals("rollback no lines"))
                    .map(other -> withoutDetails(other.outcome()))
                    .findFirst()
                    .orElseThrow();
        String id = cell.request().replaceFirst("^.* ", "");
        if (isRefused && cell.setup().contains(id)) return "error REQUEST_MISMATCH";
        return withoutDetails(cell.outcome());
    }

    /** Without the lines {@code A4-1} and the units {@code A4}, and without the shortages or SKUs of a rejection. */
    private static String withoutDetails(String answer) {
        return Arrays.stream(answer.split(" (?![^(]*\\))"))
                .filter(word -> !word.matches("([A-Z]\\d+(-\\d+)?)?"))
                .map(word -> word.replaceFirst("^(UNKNOWN_SKU|INSUFFICIENT_STOCK)\\(.*\\)$", "$1()"))
                .collect(Collectors.joining(" "));
    }

    private List<Sku> prepare(String setup) {
        List<Sku> skus =
                Stream.of("A", "B", "C").map(label -> stocked(label, OPENING)).toList();
        for (String step : setup.split(" > ")) {
            if (step.equals("expire")) advance(Script.TIME_TO_LIVE);
            else if (step.startsWith("create ")) stocked(step.substring(7), OPENING);
            else if (step.startsWith("adjust ")) adjust(step.substring(7, 8), Long.parseLong(step.substring(8)));
            else inventory().execute(script.command(step));
        }
        return skus;
    }

    private void adjust(String label, long delta) {
        inventory().adjust(names.sku(label), delta, "setup", names.request());
    }

    private static void assertCompacted(Order before, Order after) {
        if (before.status() == OrderStatus.CANCELED) {
            assertThat(after).as("a tombstone has no details").isEqualTo(before);
            return;
        }
        assertThat(after.compacted()).isTrue();
        assertThat(after.lines()).isEmpty();
        assertThat(after.rollbacks())
                .allSatisfy(rollback -> assertThat(rollback.lines()).isEmpty());
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("compacted", "lines", "rollbacks", "rejection")
                .isEqualTo(before);
        assertThat(after.rollbacks())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("lines")
                .isEqualTo(before.rollbacks());
        assertThat(after.rejection().map(rejection -> rejection.reason()))
                .isEqualTo(before.rejection().map(rejection -> rejection.reason()));
    }

    @Test
    void anAnswerSaysThatItsDetailsAreGone() {
        Sku a = stocked("A", 1);
        inventory().deduct(order("short"), List.of(line("A", 2)));
        inventory().deduct(order("back"), List.of(line("A", 1)));
        inventory().rollback(order("back"));
        contract().compactOrders();

        assertThat(inventory().deduct(order("short"), List.of(line("A", 2))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.compacted()).isTrue());
        assertThat(inventory().rollback(order("back")))
                .isInstanceOfSatisfying(
                        RolledBack.class, back -> assertThat(back.compacted()).isTrue());
        assertStock(a, 1, 0);
    }

    @Test
    void theSameLinesInAnotherFormAreTheSameContent() {
        stocked("A", 10);
        stocked("B", 1);
        inventory().deduct(order("1"), List.of(line("A", 4), line("B", 2)));
        contract().compactOrders();

        assertThat(inventory().deduct(order("1"), List.of(line("B", 2), line("A", 1), line("A", 3))))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.replayed()).isTrue());
        List<List<OrderLine>> others = List.of(
                List.of(line("A", 4)),
                List.of(line("A", 4), line("B", 3)),
                List.of(line("A", 2), line("B", 4)),
                List.of(line("A", 4), line("C", 2)),
                List.of(line("A", 4), line("B", 2), line("C", 1)));
        for (List<OrderLine> other : others)
            assertRefused(ErrorReason.ORDER_MISMATCH, () -> inventory().deduct(order("1"), other));
        assertRefused(
                ErrorReason.ORDER_MISMATCH,
                () -> inventory().execute(Requests.reserve(order("1"), 60, line("A", 4), line("B", 2))));
    }

    /** It still has units, or holds them: whoever cancels it must get them back, however late. */
    @Test
    void whatMayHaveToGiveUnitsBackIsKeptWhole() {
        Sku a = stocked("A", 100);
        inventory().deduct(order("sold"), List.of(line("A", 4)));
        inventory().deduct(order("in part"), List.of(line("A", 5)));
        inventory()
                .execute(new Rollback(
                        order("in part"), List.of(line("A", 2)), Optional.empty(), RollbackReason.CANCELED));
        inventory().execute(Requests.reserve(order("held"), 60, line("A", 3)));
        inventory().execute(Requests.reserve(order("paid"), 60, line("A", 7)));
        inventory().confirm(order("paid"));
        List<OrderId> orders = List.of(order("sold"), order("in part"), order("held"), order("paid"));
        List<Order> before = orders.stream().map(inventory()::order).toList();
        contract().compactOrders();

        assertThat(orders.stream().map(inventory()::order)).isEqualTo(before);
        assertThat(before).noneMatch(Order::compacted);
        assertStock(a, 100 - 4 - 3 - 3 - 7, 3);
        for (OrderId order : orders)
            assertThat(inventory().rollback(order))
                    .isInstanceOfSatisfying(
                            RolledBack.class,
                            back -> assertThat(back.lines())
                                    .allSatisfy(line ->
                                            assertThat(line.outstanding()).isZero())
                                    .extracting(LineBalance::sku)
                                    .containsExactly(a));
        assertStock(a, 100, 0);
    }

    @Test
    void theLedgerKeepsTheEntriesOfACompactedOrderWhichDoesNotKnowThemAnyMore() {
        Sku a = stocked("A", 10);
        inventory().deduct(order("1"), List.of(line("A", 4)));
        inventory().rollback(order("1"));
        List<LedgerEntry> entries = LedgerProof.entries(inventory(), a);
        contract().compactOrders();

        assertThat(LedgerProof.entries(inventory(), a)).isEqualTo(entries);
        assertThat(assertRefused(ErrorReason.HISTORY_PRUNED, () -> LedgerProof.entries(inventory(), order("1")))
                        .ids())
                .containsEntry("order_id", order("1").value());
    }
}
