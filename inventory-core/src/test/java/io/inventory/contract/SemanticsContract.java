package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.LineBalance;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.contract.SemanticsTable.Cell;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command meets an order in every state: the answer, the effect, and the answer to a retry. */
abstract class SemanticsContract extends ContractTest {
    private static final long OPENING = 100;
    private final OrderId orderId = order("order");
    private final Script script = new Script(names, orderId);
    private final Answers answers = new Answers(names);

    @Test
    void theTableIsComplete() {
        List<Cell> cells = SemanticsTable.cells();
        List<String> states = List.of(
                "none", "DEDUCTED", "RESERVED", "RESERVED overdue", "REJECTED", "CANCELED", "ROLLED_BACK", "EXPIRED");
        List<String> commands = List.of(
                "deduct",
                "reserve",
                "confirm",
                "extend",
                "expire",
                "rollback no lines",
                "rollback lines",
                "rollback lines + id",
                "rollback id no lines");

        assertThat(cells).hasSize(683).doesNotHaveDuplicates();
        assertThat(cells.stream().map(cell -> cell.state() + "/" + cell.command()))
                .containsOnly(states.stream()
                        .flatMap(state -> commands.stream().map(command -> state + "/" + command))
                        .toArray(String[]::new));
        for (String command : List.of("deduct", "reserve"))
            assertThat(cells.stream()
                            .filter(cell -> cell.command().equals(command))
                            .filter(cell -> cell.content().equals("same"))
                            .map(Cell::state))
                    .as("states in which the same %s comes again", command)
                    .contains("REJECTED", "ROLLED_BACK", command.equals("deduct") ? "DEDUCTED" : "RESERVED")
                    .contains(command.equals("deduct") ? "DEDUCTED" : "EXPIRED");
    }

    @ParameterizedTest
    @MethodSource("io.inventory.contract.SemanticsTable#cells")
    void everyCellOfTheTableHolds(Cell cell) {
        for (String label : List.of("A", "B", "C")) stocked(label, OPENING);
        List<String> setup =
                cell.setup().equals("-") ? List.of() : List.of(cell.setup().split(" > "));
        // what is overdue may expire by itself: the effect is counted from before
        boolean overdue = !setup.isEmpty() && setup.get(setup.size() - 1).equals("expire");
        setup.subList(0, overdue ? setup.size() - 1 : setup.size()).forEach(this::prepare);
        State before = State.of(this);
        assertThat(before.status()).isEqualTo(cell.state().replace(" overdue", ""));
        if (overdue) prepare("expire");

        String answer = ask(cell);
        State after = State.of(this);
        assertThat(answer).isEqualTo(cell.outcome());
        assertEffect(cell, before, after);
        assertRecordAgrees(after);

        String again = ask(cell);
        assertThat(Answers.withoutReplayed(again))
                .as("the answer to a retry")
                .isEqualTo(Answers.withoutReplayed(answer));
        assertThat(Answers.isReplayed(again) || isDecidedAnew(again))
                .as("replayed: %s", again)
                .isTrue();
        assertThat(State.of(this)).as("the state after a retry").isEqualTo(after);
        after.stocks().values().forEach(stock -> LedgerProof.assertProves(stock, after.ledgerOf(stock.sku())));
    }

    /** What follows from the order as it stands, with no record of the answer before. */
    private static boolean isDecidedAnew(String answer) {
        return answer.startsWith("error")
                || answer.startsWith("Extended")
                || answer.startsWith("NotOverdue")
                || Stream.of("ORDER_CLOSED", "NOT_RESERVED", "EXPIRED").anyMatch(answer::contains);
    }

    private String ask(Cell cell) {
        return answers.of(() -> inventory().execute(script.command(cell.request())));
    }

    private void prepare(String step) {
        if (step.equals("expire")) advance(Script.TIME_TO_LIVE);
        else if (step.startsWith("create ")) stocked(step.substring(7), OPENING);
        else if (step.startsWith("adjust "))
            inventory()
                    .adjust(
                            names.sku(step.substring(7, 8)),
                            Long.parseLong(step.substring(8)),
                            "setup",
                            names.request());
        else inventory().execute(script.command(step));
    }

    private void assertEffect(Cell cell, State before, State after) {
        assertThat(after.change(before, Stock::available))
                .as("change of available")
                .isEqualTo(cell.available());
        assertThat(after.change(before, Stock::reserved))
                .as("change of reserved")
                .isEqualTo(cell.reserved());
        assertThat(after.status()).as("status").isEqualTo(cell.status());
        List<LedgerEntry> written = after.ledger().stream()
                .filter(entry -> !before.ledger().contains(entry))
                .toList();
        String entries = written.stream()
                .collect(Collectors.groupingBy(LedgerEntry::reason, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(reason -> reason.getKey() + " " + reason.getValue())
                .collect(Collectors.joining("; "));
        assertThat(entries.isEmpty() ? "-" : entries).as("ledger entries").isEqualTo(cell.ledger());
        assertThat(written).allSatisfy(entry -> {
            assertThat(entry.refId()).isEqualTo(orderId.value());
            assertThat(entry.note()).isEmpty();
        });
        if (cell.outcome().startsWith("error") && !cell.state().endsWith("overdue"))
            assertThat(after).as("an error changes nothing").isEqualTo(before);
    }

    /** The order's lines say what is missing from the stock, and its ledger is that part of the SKUs' which names it. */
    private void assertRecordAgrees(State state) {
        Map<Sku, LineBalance> lines = state.order().map(Order::lines).orElse(List.of()).stream()
                .collect(Collectors.toMap(LineBalance::sku, line -> line));
        boolean reserved = state.order()
                .filter(order -> order.status() == OrderStatus.RESERVED)
                .isPresent();
        state.stocks().forEach((sku, stock) -> {
            LineBalance line = lines.getOrDefault(sku, new LineBalance(sku, 0, 0, 0));
            assertThat(OPENING - stock.available()).as("outstanding of %s", sku).isEqualTo(line.outstanding());
            assertThat(stock.reserved()).as("reserved of %s", sku).isEqualTo(reserved ? line.outstanding() : 0);
        });
        assertThat(LedgerProof.entries(inventory(), orderId))
                .containsExactlyInAnyOrderElementsOf(state.ledger().stream()
                        .filter(entry -> entry.refId().equals(orderId.value()))
                        .toList());
    }

    /** All that can be seen of the order and of the stocks that the table names. */
    private record State(Optional<Order> order, Map<Sku, Stock> stocks, List<LedgerEntry> ledger) {
        static State of(SemanticsContract test) {
            List<Sku> skus =
                    Stream.of("A", "B", "C", "X", "Y").map(test.names::sku).toList();
            Map<Sku, Stock> stocks = test.inventory().stocks(skus).stocks().stream()
                    .collect(Collectors.toMap(Stock::sku, stock -> stock, (a, b) -> a, TreeMap::new));
            List<LedgerEntry> ledger = stocks.keySet().stream()
                    .flatMap(sku -> LedgerProof.entries(test.inventory(), sku).stream())
                    .toList();
            return new State(findOrder(test), stocks, ledger);
        }

        private static Optional<Order> findOrder(SemanticsContract test) {
            try {
                return Optional.of(test.inventory().order(test.orderId));
            } catch (InventoryException e) {
                assertThat(e.reason()).isEqualTo(ErrorReason.ORDER_NOT_FOUND);
                return Optional.empty();
            }
        }

        List<LedgerEntry> ledgerOf(Sku sku) {
            return ledger.stream().filter(entry -> entry.sku().equals(sku)).toList();
        }

        String status() {
            return order.map(found -> found.status().toString()).orElse("none");
        }

        /** For example {@code A-4 B+2}. */
        String change(State before, ToLongFunction<Stock> units) {
            String changes = stocks.values().stream()
                    .map(stock ->
                            stock.sku().value().substring(stock.sku().value().length() - 1)
                                    + String.format(
                                            "%+d",
                                            units.applyAsLong(stock)
                                                    - units.applyAsLong(before.stocks.get(stock.sku()))))
                    .filter(change -> !change.endsWith("+0"))
                    .collect(Collectors.joining(" "));
            return changes.isEmpty() ? "-" : changes;
        }
    }
}
