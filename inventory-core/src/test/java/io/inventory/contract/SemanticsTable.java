package io.inventory.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The table of the semantics, {@code semantics.csv}: what each command does to an order in each state.
 *
 * <p>The stocks A, B and C hold 100 units each, the order's lines are 4 A and 2 B. {@code -} means none.
 */
final class SemanticsTable {
    private SemanticsTable() {}

    /**
     * A row.
     *
     * @param state where the order stands; {@code overdue}: its time is over, which nothing has noticed yet
     * @param setup how it came to stand there, step by step
     * @param command the command, as in the heading of the design's table
     * @param content how the request compares with what is recorded
     * @param request the request itself
     * @param outcome the answer
     * @param available the change of the available units
     * @param reserved the change of the reserved units
     * @param status where the order stands afterwards
     * @param ledger the reason and number of the entries written
     */
    record Cell(
            String state,
            String setup,
            String command,
            String content,
            String request,
            String outcome,
            String available,
            String reserved,
            String status,
            String ledger) {
        private static final int COLUMNS = 10;

        static Cell parse(String row) {
            String[] columns = row.split(",", -1);
            if (columns.length != COLUMNS) throw new IllegalArgumentException("not a cell: " + row);
            return new Cell(
                    columns[0],
                    columns[1],
                    columns[2],
                    columns[3],
                    columns[4],
                    columns[5],
                    columns[6],
                    columns[7],
                    columns[8],
                    columns[9]);
        }

        @Override
        public String toString() {
            return state + " (" + setup + "): " + request;
        }
    }

    static List<Cell> cells() {
        try (InputStream csv = SemanticsTable.class.getResourceAsStream("semantics.csv")) {
            String text = new String(Objects.requireNonNull(csv).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(1).map(Cell::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
