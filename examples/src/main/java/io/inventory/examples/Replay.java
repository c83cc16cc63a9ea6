package io.inventory.examples;

import io.inventory.ConflictException;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RefusedException;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.Sku;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * Replays a shop's invoices on an inventory, one after another in the shop's order:
 *
 * <ul>
 *   <li>each line of a credit note adds its units, each line of a correction takes them off, as adjustments whose request
 *       id is the invoice number, a slash, and the line's number from 1;
 *   <li>every other invoice is one order with all its lines.
 * </ul>
 *
 * <p>An order that is rejected stays rejected; an adjustment that would go below zero is refused. Everything has a fixed
 * id, so that replaying again is answered from what is recorded and changes nothing. (Refused adjustments are not
 * recorded and are tried again; with this data they are refused again.)
 */
final class Replay {
    private static final int CREATES_IN_FLIGHT_MAX = 32;

    private final Inventory inventory;
    private final Runnable progress;

    /** @param progress is run after each SKU and each invoice, by any thread */
    Replay(Inventory inventory, Runnable progress) {
        this.inventory = inventory;
        this.progress = progress;
    }

    /**
     * What became of the invoices.
     *
     * @param ordersTaken orders that got all their units
     * @param ordersRejected orders that got none
     * @param adjustmentsMade lines of credit notes and corrections that were carried out
     * @param adjustmentsRefused those that would have gone below zero
     * @param replayed how many of all these answers were recorded before
     */
    record Counts(int ordersTaken, int ordersRejected, int adjustmentsMade, int adjustmentsRefused, int replayed) {}

    /**
     * Creates the SKUs, several at a time: they do not depend on each other.
     *
     * @throws ConflictException if one exists that was not created in this way, with this opening stock
     */
    void create(Collection<Sku> skus, long opening) {
        Semaphore free = new Semaphore(CREATES_IN_FLIGHT_MAX);
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (Sku sku : skus) {
            free.acquireUninterruptibly();
            answers.add(inventory
                    .submit(new CreateStock(sku, opening, new RequestId("opening")))
                    .whenComplete((changed, failure) -> {
                        free.release();
                        progress.run();
                    }));
        }
        try {
            answers.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof InventoryException failure ? failure : e;
        }
    }

    /** Replays the invoices; blocks until the last is answered. */
    Counts replay(List<Invoice> invoices) {
        Tally tally = new Tally();
        for (Invoice invoice : invoices) {
            switch (invoice.kind()) {
                case ORDER -> order(invoice, tally);
                case CREDIT_NOTE -> adjustments(invoice, 1, "credit note", tally);
                case CORRECTION -> adjustments(invoice, -1, "stock correction", tally);
            }
            progress.run();
        }
        return tally.counts();
    }

    private void order(Invoice invoice, Tally tally) {
        List<OrderLine> lines = invoice.lines().stream()
                .map(line -> new OrderLine(line.sku(), line.quantity()))
                .toList();
        DeductOutcome outcome = inventory.execute(new Deduct(new OrderId(invoice.number()), lines));
        if (outcome instanceof Deducted deducted) tally.taken(deducted.replayed());
        else if (outcome instanceof Rejected rejected) tally.rejected(rejected.replayed());
    }

    private void adjustments(Invoice invoice, int sign, String reason, Tally tally) {
        int number = 0;
        for (Invoice.Line line : invoice.lines()) {
            number++;
            long units = Math.abs(line.quantity());
            RequestId requestId = new RequestId(invoice.number() + "/" + number);
            try {
                tally.made(inventory
                        .adjust(line.sku(), sign * units, reason, requestId)
                        .replayed());
            } catch (RefusedException e) {
                if (e.reason() != ErrorReason.ADJUSTMENT_BELOW_ZERO) throw e;
                tally.adjustmentsRefused++;
            }
        }
    }

    private static final class Tally {
        private int ordersTaken;
        private int ordersRejected;
        private int adjustmentsMade;
        private int adjustmentsRefused;
        private int replayed;

        void taken(boolean again) {
            ordersTaken++;
            if (again) replayed++;
        }

        void rejected(boolean again) {
            ordersRejected++;
            if (again) replayed++;
        }

        void made(boolean again) {
            adjustmentsMade++;
            if (again) replayed++;
        }

        Counts counts() {
            return new Counts(ordersTaken, ordersRejected, adjustmentsMade, adjustmentsRefused, replayed);
        }
    }
}
