package io.inventory.examples.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is asked for: a kind of orders, or reads. */
enum Kind {
    ONE_LINE("1-line", "one line, random ids", "plain-1-line.sql"),
    SEQUENTIAL("1-line-sequential", "one line, sequential ids", "plain-1-line-sequential.sql"),
    THREE_LINES("3-lines", "three lines, random ids", "plain-3-lines.sql"),
    HOT("hot", "one hot SKU, random ids", "plain-hot.sql"),
    ONE_CALLER("one-caller", "one caller alone", "plain-1-line.sql"),
    READS("reads", "reads (GetStock)", "");

    /** As the load test and the scripts for pgbench have them. */
    static final int SKUS = 10_000;

    private static final int READERS = 256;
    private static final List<Integer> CLIENTS_TRIED = List.of(4, 8, 16, 32);

    final String id;
    final String title;
    final String script;

    Kind(String id, String title, String script) {
        this.id = id;
        this.title = title;
        this.script = script;
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Kind of(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind is named '" + id + "'; there are "
                        + Arrays.stream(values()).map(kind -> kind.id).collect(Collectors.joining(", "))));
    }

    /** Whether it can be carried out in that way. */
    boolean has(String way) {
        boolean onlyOrders = way.equals(Ways.PLAIN) || way.equals(Ways.LIMIT) || way.startsWith(Ways.STREAMING);
        return this == READS ? !onlyOrders : !way.equals(Ways.EMPTY);
    }

    /** The options of the load test; the callers are of the kind's own number where it has one. */
    List<String> loadOptions(int callers) {
        List<String> options = new ArrayList<>(shape());
        switch (this) {
            case READS -> options.addAll(List.of("--reads=1", "--callers=" + READERS));
            case ONE_CALLER -> options.addAll(List.of("--blocking", "--callers=1"));
            case ONE_LINE, SEQUENTIAL, THREE_LINES, HOT -> options.add("--callers=" + callers);
        }
        return options;
    }

    /** The options of the limit; while one half of the callers is in a batch, the other makes the next. */
    List<String> limitOptions(int callers) {
        List<String> options = new ArrayList<>(shape());
        options.add("--batch=" + (this == ONE_CALLER ? 1 : Math.max(1, callers / 2)));
        return options;
    }

    private List<String> shape() {
        return List.of(
                "--skus=" + (this == HOT ? 1 : SKUS),
                "--lines=" + (this == THREE_LINES ? 3 : 1),
                "--ids=" + (this == SEQUENTIAL ? "sequential" : "random"));
    }

    /** With how many clients the plain way is tried; with the best it is measured. */
    List<Integer> clientsTried() {
        return this == ONE_CALLER ? List.of(1) : CLIENTS_TRIED;
    }
}
