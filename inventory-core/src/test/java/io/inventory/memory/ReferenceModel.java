package io.inventory.memory;

import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.Expire;
import io.inventory.Extend;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.StockCommand;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The semantics once more, written from the design's tables and not from the core: counters in maps, no ledger, answers as
 * short text. Slow and plain on purpose.
 */
final class ReferenceModel {
    private final ReferenceStocks stocks = new ReferenceStocks();
    private final Map<OrderId, Known> orders = new HashMap<>();
    private Instant now = Instant.EPOCH;

    /** What the model keeps of an order. */
    private static final class Known {
        String status = "";
        String content = "";
        String rejection = "";
        Instant createdAt = Instant.MIN;
        Instant expiresAt = Instant.MAX;
        final Map<Sku, Long> ordered = new TreeMap<>();
        final Map<Sku, Long> held = new TreeMap<>();
        final Map<Sku, Long> returnedWithoutId = new HashMap<>();
        final Map<RollbackId, List<OrderLine>> rollbacks = new HashMap<>();

        boolean isOver() {
            return status.equals("ROLLED_BACK") || status.equals("EXPIRED");
        }
    }

    /** Available, reserved and version of a SKU, or what says that there is none. */
    String stock(Sku sku) {
        return stocks.describe(sku);
    }

    String status(OrderId orderId) {
        Known order = orders.get(orderId);
        return order == null ? "none" : order.status;
    }

    String answer(Command<?> command, Instant time) {
        now = time;
        if (command instanceof StockCommand<?> stockCommand) return stocks.answer(stockCommand, now);
        OrderCommand<?> orderCommand = (OrderCommand<?>) command;
        Known order = orders.get(orderCommand.orderId());
        boolean expires = order != null && isOverdue(order);
        if (expires) expire(Objects.requireNonNull(order));
        if (command instanceof AllocateCommand<?> take) return order == null ? takeNew(take) : takeAgain(take, order);
        if (command instanceof Confirm) return order == null ? "ORDER_NOT_FOUND" : confirm(order);
        if (command instanceof Extend extend) return order == null ? "ORDER_NOT_FOUND" : extend(extend, order);
        if (command instanceof Expire) {
            if (order == null) return "ORDER_NOT_FOUND";
            if (!order.status.equals("EXPIRED")) return "not overdue";
            return expires ? "expired" : "expired replayed";
        }
        return rollback((Rollback) command, order);
    }

    private boolean isOverdue(Known order) {
        return order.status.equals("RESERVED") && !now.isBefore(order.expiresAt);
    }

    private void expire(Known order) {
        giveBack(order, order.held);
        order.status = "EXPIRED";
    }

    private String extend(Extend extend, Known order) {
        if (order.status.equals("EXPIRED")) return "RESERVATION_EXPIRED";
        if (!order.status.equals("RESERVED")) return "NOT_RESERVED";
        Instant until = now.plus(extend.timeToLive());
        if (until.isAfter(order.expiresAt)) {
            if (until.isAfter(order.createdAt.plusSeconds(24 * 60 * 60))) return "EXTENSION_EXCEEDS_LIMIT";
            order.expiresAt = until;
        }
        return "extended until " + order.expiresAt;
    }

    /** Overdue reservations give way to an order that would be short, those that ran out first, no more than it takes. */
    private void makeRoom(AllocateCommand<?> take) {
        Map<OrderId, Known> giving = new TreeMap<>();
        for (OrderLine line : take.lines()) {
            if (!stocks.has(line.sku())) return;
            BigInteger missing =
                    BigInteger.valueOf(line.quantity()).subtract(BigInteger.valueOf(stocks.overSafety(line.sku())));
            List<Map.Entry<OrderId, Known>> overdue = orders.entrySet().stream()
                    .filter(order -> isOverdue(order.getValue()))
                    .filter(order -> order.getValue().held.getOrDefault(line.sku(), 0L) > 0)
                    .sorted(Comparator.comparing((Map.Entry<OrderId, Known> order) -> order.getValue().expiresAt)
                            .thenComparing(Map.Entry::getKey))
                    .toList();
            for (Map.Entry<OrderId, Known> order : overdue) {
                if (missing.signum() <= 0) break;
                giving.put(order.getKey(), order.getValue());
                missing = missing.subtract(
                        BigInteger.valueOf(order.getValue().held.getOrDefault(line.sku(), 0L)));
            }
        }
        giving.values().forEach(this::expire);
    }

    private String takeNew(AllocateCommand<?> take) {
        makeRoom(take);
        Known order = new Known();
        order.createdAt = now;
        order.content = take.origin() + " " + take.lines();
        boolean unknown = take.lines().stream().anyMatch(line -> !stocks.has(line.sku()));
        boolean isShort = take.lines().stream().anyMatch(line -> line.quantity() > stocks.overSafety(line.sku()));
        orders.put(take.orderId(), order);
        if (unknown || isShort) {
            order.status = "REJECTED";
            order.rejection = unknown ? "UNKNOWN_SKU" : "INSUFFICIENT_STOCK";
            return order.rejection;
        }
        boolean reserve = take instanceof Reserve;
        for (OrderLine line : take.lines()) {
            order.ordered.put(line.sku(), line.quantity());
            order.held.put(line.sku(), line.quantity());
            change(line.sku(), -line.quantity(), reserve ? line.quantity() : 0);
        }
        if (take instanceof Reserve reservation) order.expiresAt = now.plus(reservation.timeToLive());
        order.status = reserve ? "RESERVED" : "DEDUCTED";
        return "taken";
    }

    private static String takeAgain(AllocateCommand<?> take, Known order) {
        if (order.status.equals("CANCELED")) return "ORDER_CLOSED";
        if (!order.content.equals(take.origin() + " " + take.lines())) return "ORDER_MISMATCH";
        if (order.isOver()) return "ORDER_CLOSED";
        return order.status.equals("REJECTED") ? order.rejection + " replayed" : "taken replayed";
    }

    private String confirm(Known order) {
        if (order.status.equals("DEDUCTED")) return "confirmed replayed";
        if (order.status.equals("EXPIRED")) return "RESERVATION_EXPIRED";
        if (!order.status.equals("RESERVED")) return "ORDER_CLOSED";
        order.held.forEach((sku, units) -> {
            if (units > 0) change(sku, 0, -units);
        });
        order.status = "DEDUCTED";
        return "confirmed";
    }

    private String rollback(Rollback rollback, @Nullable Known order) {
        if (order == null) {
            if (rollback.rollbackId().isPresent()) return "ORDER_NOT_FOUND";
            Known tombstone = new Known();
            tombstone.status = "CANCELED";
            orders.put(rollback.orderId(), tombstone);
            return "nothing";
        }
        if (order.status.equals("REJECTED") || order.status.equals("CANCELED")) return "nothing replayed";
        for (OrderLine line : rollback.lines())
            if (line.quantity() > order.ordered.getOrDefault(line.sku(), 0L)) return "ROLLBACK_EXCEEDS_ORDER";
        return rollback.rollbackId().isPresent()
                ? rollbackById(rollback, rollback.rollbackId().get(), order)
                : rollbackBySku(rollback, order);
    }

    private String rollbackById(Rollback rollback, RollbackId id, Known order) {
        List<OrderLine> known = order.rollbacks.get(id);
        if (known != null) return known.equals(rollback.lines()) ? "back replayed" : "REQUEST_MISMATCH";
        Map<Sku, Long> units = new HashMap<>();
        for (OrderLine line : rollback.lines()) units.put(line.sku(), line.quantity());
        if (isMoreThanHeld(order, units)) return "ROLLBACK_EXCEEDS_ORDER";
        order.rollbacks.put(id, rollback.lines());
        return back(order, units);
    }

    private String rollbackBySku(Rollback rollback, Known order) {
        if (order.isOver()) return "back replayed";
        Map<Sku, Long> units = new HashMap<>();
        for (OrderLine line : rollback.lines()) units.put(line.sku(), line.quantity());
        if (units.isEmpty() || units.equals(order.ordered)) return back(order, order.held);
        for (OrderLine line : rollback.lines()) {
            Long before = order.returnedWithoutId.get(line.sku());
            if (before != null && before != line.quantity()) return "REQUEST_MISMATCH";
            if (before != null) units.remove(line.sku());
        }
        if (units.isEmpty()) return "back replayed";
        if (isMoreThanHeld(order, units)) return "ROLLBACK_EXCEEDS_ORDER";
        order.returnedWithoutId.putAll(units);
        return back(order, units);
    }

    private static boolean isMoreThanHeld(Known order, Map<Sku, Long> units) {
        return units.entrySet().stream().anyMatch(line -> line.getValue() > order.held.getOrDefault(line.getKey(), 0L));
    }

    private String back(Known order, Map<Sku, Long> units) {
        giveBack(order, units);
        if (order.held.values().stream().allMatch(held -> held == 0)) order.status = "ROLLED_BACK";
        return "back";
    }

    private void giveBack(Known order, Map<Sku, Long> units) {
        Map.copyOf(units).forEach((sku, count) -> {
            if (count > 0) change(sku, count, order.status.equals("RESERVED") ? -count : 0);
            order.held.merge(sku, -count, Long::sum);
        });
    }

    private void change(Sku sku, long available, long reserved) {
        stocks.change(sku, available, reserved, now);
    }
}
