package io.inventory.jdbi.transaction;

import io.inventory.decision.ReservedUnits;
import java.util.List;

/**
 * Orders would be refused for units that overdue reservations hold: the transaction is to be aborted and run again, with these
 * reservations among the orders that it locks.
 */
final class OverdueReservationsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<ReservedUnits> reservations;

    OverdueReservationsException(List<ReservedUnits> reservations) {
        super("overdue reservations hold what orders are short of", null, false, false);
        this.reservations = reservations;
    }

    List<ReservedUnits> reservations() {
        return reservations;
    }
}
