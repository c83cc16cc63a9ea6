package io.inventory.examples.faults.load;

import io.inventory.AdjustStock;
import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Sku;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Units;
import io.inventory.examples.faults.load.RecordingCaller.Call;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Orders, reserves, pays, cancels and gives back, by calls and by messages; now and then sends something twice, cancels what was
 * not ordered yet, restocks, or reads. What it does follows from its seed and from the answers.
 */
final class Customer implements Runnable {
    private static final int BY_MESSAGE_PERCENT = 40;
    private static final int DUPLICATE_PERCENT = 5;
    private static final int CANCELED_PERCENT = 3;
    private static final int CANCELED_BEFORE_PERCENT = 2;
    private static final int RETURNED_PERCENT = 5;
    private static final int PAID_PERCENT = 20;
    private static final int RESERVED_PERCENT = 30;
    private static final int RESTOCK_PERCENT = 8;
    private static final int GIVES_UP_PERCENT = 10;
    private static final Duration SHORT = Duration.ofSeconds(1);
    /** Longer than any run: what ended after the tables were read would be taken for a mistake. */
    private static final Duration LONG = Reserve.TIME_TO_LIVE_MAX;

    private static final int RETRIES_MAX = 400;
    private static final int RETRY_PAUSE_MILLIS_MAX = 300;
    private static final int PAUSE_MILLIS_MAX = 50;

    private final String name;
    private final SplittableRandom random;
    private final Catalog catalog;
    private final RecordingCaller caller;
    private final RecordingSender sender;
    private final BooleanSupplier isOpen;
    private int orders;

    /** @param isOpen whether to go on */
    Customer(String name, SplittableRandom random, Catalog catalog, Shop.Ways ways, BooleanSupplier isOpen) {
        this.name = name;
        this.random = random;
        this.catalog = catalog;
        this.isOpen = isOpen;
        caller = ways.caller();
        sender = ways.sender();
    }

    @Override
    public void run() {
        while (isOpen.getAsBoolean()) {
            String order = name + "-" + ++orders;
            if (happens(RESTOCK_PERCENT)) restock(order);
            else if (happens(BY_MESSAGE_PERCENT)) orderByMessage(order, catalog.basket(random.split()));
            else orderByCall(order, catalog.basket(random.split()));
            caller.read(happens(50) ? Catalog.HOT : catalog.scarce(random.split()));
            pause(PAUSE_MILLIS_MAX);
        }
    }

    private void restock(String request) {
        Units units = new Units(catalog.scarce(random.split()), 1L + random.nextInt(catalog.isStorm() ? 1 : 20));
        insist(new Call(
                Kind.ADJUST,
                request,
                List.of(units),
                new AdjustStock(new Sku(units.sku()), units.quantity(), "restocked", new RequestId(request))));
    }

    private void orderByMessage(String order, List<Units> basket) {
        boolean isCanceledBefore = happens(CANCELED_BEFORE_PERCENT);
        if (isCanceledBefore) sender.send(Kind.ROLLBACK, order, "", List.of());
        sender.send(Kind.DEDUCT, order, "", basket);
        if (happens(DUPLICATE_PERCENT)) sender.send(Kind.DEDUCT, order, "", basket);
        if (happens(PAID_PERCENT)) sender.send(Kind.CONFIRM, order, "", List.of());
        if (happens(CANCELED_PERCENT)) {
            sender.send(Kind.ROLLBACK, order, "", List.of());
            if (happens(50)) sender.send(Kind.DEDUCT, order, "", basket);
        } else if (!isCanceledBefore && happens(RETURNED_PERCENT)) {
            // of an order that was given back in full it would be refused, and parked for somebody to look at
            sender.send(
                    Kind.RETURN,
                    order,
                    "return-1",
                    List.of(new Units(basket.get(0).sku(), 1)));
        }
        if (happens(DUPLICATE_PERCENT)) insist(deduct(order, basket));
    }

    private void orderByCall(String order, List<Units> basket) {
        if (happens(CANCELED_BEFORE_PERCENT)) cancel(order);
        boolean reserves = happens(RESERVED_PERCENT);
        Call call = reserves ? reserve(order, basket) : deduct(order, basket);
        if (!insist(call)) return;
        if (happens(DUPLICATE_PERCENT)) insist(call);
        if (reserves) endReservation(order);
        else if (happens(CANCELED_PERCENT)) {
            cancel(order);
            if (happens(50)) insist(call);
        } else if (happens(RETURNED_PERCENT)) {
            giveBack(order, basket.get(0).sku());
        }
    }

    private void endReservation(String order) {
        int dice = random.nextInt(100);
        if (dice < 50) {
            if (happens(BY_MESSAGE_PERCENT)) sender.send(Kind.CONFIRM, order, "", List.of());
            else insist(new Call(Kind.CONFIRM, order, List.of(), new Confirm(new OrderId(order))));
        } else if (dice < 70) {
            cancel(order);
        }
    }

    private void cancel(String order) {
        if (happens(BY_MESSAGE_PERCENT)) sender.send(Kind.ROLLBACK, order, "", List.of());
        else insist(new Call(Kind.ROLLBACK, order, List.of(), new Rollback(new OrderId(order))));
    }

    private void giveBack(String order, String sku) {
        Call call = new Call(
                Kind.RETURN,
                order,
                "return-1",
                List.of(new Units(sku, 1)),
                new Rollback(
                        new OrderId(order),
                        List.of(new OrderLine(new Sku(sku), 1)),
                        Optional.of(new RollbackId("return-1")),
                        RollbackReason.CANCELED));
        insist(call);
        if (happens(50)) insist(call);
    }

    private static Call deduct(String order, List<Units> basket) {
        return new Call(Kind.DEDUCT, order, basket, new Deduct(new OrderId(order), lines(basket)));
    }

    private Call reserve(String order, List<Units> basket) {
        Duration timeToLive = happens(40) ? SHORT : LONG;
        return new Call(
                Kind.RESERVE,
                order,
                timeToLive.toString(),
                basket,
                new Reserve(new OrderId(order), lines(basket), timeToLive));
    }

    private static List<OrderLine> lines(List<Units> basket) {
        return basket.stream()
                .map(units -> new OrderLine(new Sku(units.sku()), units.quantity()))
                .toList();
    }

    /** Calls until there is an answer, or gives up; says whether it was carried out. */
    private boolean insist(Call call) {
        boolean givesUp = happens(GIVES_UP_PERCENT);
        for (int i = 0; i < RETRIES_MAX; i++) {
            Operation answered = caller.once(call);
            if (answered.result() != Result.UNKNOWN) return answered.result() == Result.OK;
            if (givesUp || !isOpen.getAsBoolean()) return false;
            pause(RETRY_PAUSE_MILLIS_MAX);
        }
        return false;
    }

    private boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }

    private void pause(int millisMax) {
        try {
            Thread.sleep(random.nextInt(millisMax));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
