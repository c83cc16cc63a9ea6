package io.inventory;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifies a part of what is stored: that stocks, ledger, orders, requests, reservations and checkpoints agree. It reads, and
 * repairs nothing. Part follows part, each with the token of the one before, until one has none; what changes meanwhile is
 * met by one part or none, and is no finding. A part is read from one snapshot, and holds nobody up. It ends also where more is
 * written than it reads.
 *
 * @param after the token of the part before, or empty for the first
 * @param entriesMax how many rows the part has at most, about; 1 to {@link #ENTRIES_MAX}
 */
public record VerifyLedger(Optional<PageToken> after, int entriesMax) implements Query<VerifiedPart> {
    /** The most rows of a part. */
    public static final int ENTRIES_MAX = 10_000;
    /** What holds where the caller says nothing else. */
    public static final int ENTRIES_DEFAULT = 1_000;

    private static final List<String> LISTING = List.of("verify-ledger");

    /** @throws InvalidRequestException naming {@code entries_max} */
    public VerifyLedger {
        if (entriesMax < 1 || entriesMax > ENTRIES_MAX)
            throw new InvalidRequestException("entries_max", "must be 1 to " + ENTRIES_MAX + ", is " + entriesMax);
    }

    /** The first part. */
    public VerifyLedger() {
        this(Optional.empty(), ENTRIES_DEFAULT);
    }

    /** What is verified, in this order. */
    public enum Stage {
        /** The ledger: versions without a gap, each balance the one before plus the change, each entry known to its order or request. */
        ENTRIES,
        /** The stocks: each is what its newest entry left. */
        STOCKS,
        /** The orders: each has its entries, which took its units once and gave back what it says. */
        ORDERS,
        /** The operators' requests: each has its entry, with the recorded answer. */
        REQUESTS,
        /** The rows that lead to reservations: each is what its order holds. */
        RESERVATIONS,
        /** The sums that are kept of ledgers: each is what the entries add up to. */
        CHECKPOINTS
    }

    /**
     * For a store: after which row a part begins. A stage, or within it all rows of one id, ends with what was last when its first
     * part was read: what is written faster than it is read would keep it from ending.
     *
     * @param first the id that the row has, empty for the begin of the stage
     * @param second what else tells it from the rows of the same id
     * @param last the last of the rows of the same id; of orders, the last of all; {@link RowKey#NONE} if it is not known yet
     */
    public record Position(Stage stage, String first, RowKey second, RowKey last) {
        private static final Pattern TEXT =
                Pattern.compile("([A-Z]+) (-?\\d+) (-?\\d+) (\\d+) (\\d+) (.*)", Pattern.DOTALL);

        /**
         * What tells a row from those of the same id.
         *
         * @param id the other id that it has, if it has two
         * @param version the version that it has, if it has one
         */
        public record RowKey(String id, long version) {
            /** Before all. */
            public static final RowKey NONE = new RowKey("", Long.MIN_VALUE);

            /** Of an id. */
            public static RowKey of(String id) {
                return new RowKey(id, Long.MIN_VALUE);
            }

            /** Of a version. */
            public static RowKey of(long version) {
                return new RowKey("", version);
            }
        }

        /** The begin of a stage. */
        public static Position begin(Stage stage) {
            return new Position(stage, "", RowKey.NONE, RowKey.NONE);
        }

        private String text() {
            return stage + " " + second.version + " " + last.version + " " + first.length() + " " + second.id.length()
                    + " " + first + second.id + last.id;
        }

        /** @throws IllegalArgumentException if it is none */
        private static Position of(String text) {
            Matcher parts = TEXT.matcher(text);
            if (!parts.matches()) throw new IllegalArgumentException("no position");
            String ids = parts.group(6);
            int first = Integer.parseInt(parts.group(4));
            int second = Integer.parseInt(parts.group(5));
            if (first > ids.length() || second > ids.length() - first)
                throw new IllegalArgumentException("no position");
            return new Position(
                    Stage.valueOf(parts.group(1)),
                    storable(ids.substring(0, first)),
                    new RowKey(storable(ids.substring(first, first + second)), Long.parseLong(parts.group(2))),
                    new RowKey(storable(ids.substring(first + second)), Long.parseLong(parts.group(3))));
        }

        /** An id as some row may have it, be it one that it should have or not. */
        private static String storable(String id) {
            if (!Characters.isStorable(id)) throw new IllegalArgumentException("no position");
            return id;
        }
    }

    /**
     * For a store: where the part begins.
     *
     * @throws InvalidRequestException naming {@code page_token}, if it is not one of a verification
     */
    public Position position() {
        if (after.isEmpty()) return Position.begin(Stage.ENTRIES);
        String text = after.get().position(LISTING);
        try {
            return Position.of(text);
        } catch (IllegalArgumentException e) {
            throw PageToken.invalid();
        }
    }

    /**
     * For a store: the part that its findings make.
     *
     * @param checked how many rows were read for it
     * @param next where to go on; empty if that was all
     */
    public VerifiedPart part(List<LedgerFinding> findings, long checked, Optional<Position> next) {
        return new VerifiedPart(
                position().stage(), checked, findings, next.map(position -> PageToken.of(LISTING, position.text())));
    }
}
