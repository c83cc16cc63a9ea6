package io.inventory.decision;

import java.util.ArrayList;
import java.util.List;

/** What java.util.List lacks for immutable lists. */
final class Lists {
    private Lists() {}

    static <T> List<T> append(List<T> list, T last) {
        List<T> all = new ArrayList<>(list.size() + 1);
        all.addAll(list);
        all.add(last);
        return List.copyOf(all);
    }
}
