package io.inventory.examples.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a way is called on the command line: a base, and an end that says what is different.
 *
 * @param base one of {@link Ways#BASES}
 * @param end empty for the base itself
 */
record WayName(String base, Optional<End> end) {
    /** What can be different from the base. */
    enum End {
        /** The build of another checkout. */
        BEFORE("-before"),
        /** With TLS, and a token in each call. */
        TLS("-tls"),
        /** A server without metrics. */
        UNMETERED("-unmetered"),
        /** Two servers on one database. */
        TWO_SERVERS("-2-servers"),
        /** Three of them. */
        THREE_SERVERS("-3-servers"),
        /** Two transactions at a time. */
        TWO_WRITERS("-2-writers");

        final String text;

        End(String text) {
            this.text = text;
        }

        private List<String> bases() {
            return switch (this) {
                case BEFORE -> List.of(Ways.EMBEDDED, Ways.STREAMING, Ways.UNARY);
                case TLS, UNMETERED, TWO_SERVERS, THREE_SERVERS -> List.of(Ways.STREAMING, Ways.UNARY);
                case TWO_WRITERS -> List.of(Ways.EMBEDDED);
            };
        }
    }

    /** @throws IllegalArgumentException if there is no such way */
    static WayName of(String name) {
        for (End end : End.values()) {
            String base = name.endsWith(end.text) ? name.substring(0, name.length() - end.text.length()) : "";
            if (end.bases().contains(base)) return new WayName(base, Optional.of(end));
        }
        if (Ways.BASES.contains(name)) return new WayName(name, Optional.empty());
        throw new IllegalArgumentException("no way is named '" + name + "'; there are "
                + String.join(", ", Ways.BASES) + ", and the ends "
                + Arrays.stream(End.values())
                        .map(end -> end.text + " (of " + String.join(", ", end.bases()) + ")")
                        .collect(Collectors.joining(", ")));
    }

    boolean has(End wanted) {
        return end.filter(wanted::equals).isPresent();
    }

    /** Of the library there is none. */
    int servers() {
        if (base.equals(Ways.EMBEDDED)) return 0;
        if (has(End.TWO_SERVERS)) return 2;
        return has(End.THREE_SERVERS) ? 3 : 1;
    }

    @Override
    public String toString() {
        return base + end.map(its -> its.text).orElse("");
    }
}
