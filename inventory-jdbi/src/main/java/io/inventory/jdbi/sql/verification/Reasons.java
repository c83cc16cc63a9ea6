package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerReason;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the reasons of ledger entries say of who has made them. */
final class Reasons {
    /** Those by which an order got its units. */
    private static final Set<String> TAKING = texts(Stream.of(LedgerReason.ORDER_CREATED, LedgerReason.ORDER_RESERVED));

    private static final Set<String> ORDERS = texts(Stream.of(
            LedgerReason.ORDER_CREATED,
            LedgerReason.ORDER_RESERVED,
            LedgerReason.ORDER_CONFIRMED,
            LedgerReason.ORDER_CANCELED,
            LedgerReason.ORDER_CLOSED,
            LedgerReason.RESERVATION_EXPIRED));
    private static final Set<String> ALL = texts(Stream.of(LedgerReason.values()));

    private Reasons() {}

    private static Set<String> texts(Stream<LedgerReason> reasons) {
        return reasons.map(reason -> reason.name().toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    static boolean isKnown(String reason) {
        return ALL.contains(reason);
    }

    static boolean isOrders(String reason) {
        return ORDERS.contains(reason);
    }

    static boolean isTaking(String reason) {
        return TAKING.contains(reason);
    }
}
