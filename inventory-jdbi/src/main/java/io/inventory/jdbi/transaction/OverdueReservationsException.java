package io.inventory.jdbi.transaction;

/**
 * Orders would be refused for units that overdue reservations hold: the transaction is to be aborted and run again, with these
 * reservations among the orders that it locks.
 */
final class OverdueReservationsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient OverdueReservations reservations;

    OverdueReservationsException(OverdueReservations reservations) {
        super("overdue reservations hold what orders are short of", null, false, false);
        this.reservations = reservations;
    }

    OverdueReservations reservations() {
        return reservations;
    }
}
