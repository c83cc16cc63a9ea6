package io.inventory.examples.faults.check;

import io.inventory.examples.faults.check.Finding.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects what is found, up to a limit: who has found a thousand need not look for more. */
final class Findings {
    static final int FINDINGS_MAX = 1_000;

    private final List<Finding> found = new ArrayList<>();

    void add(Property property, String subject, String detail) {
        add(property, subject, detail, Effect.OTHER);
    }

    void lost(Property property, String subject, String detail) {
        add(property, subject, detail, Effect.LOST);
    }

    void doubled(Property property, String subject, String detail) {
        add(property, subject, detail, Effect.DOUBLED);
    }

    /** Adds one if {@code isAsPromised} is false; only then it is put into words. */
    void require(boolean isAsPromised, Property property, String subject, Supplier<String> detail) {
        if (!isAsPromised) add(property, subject, detail.get());
    }

    private void add(Property property, String subject, String detail, Effect effect) {
        if (found.size() < FINDINGS_MAX) found.add(new Finding(property, subject, detail, effect));
    }

    List<Finding> all() {
        return List.copyOf(found);
    }
}
