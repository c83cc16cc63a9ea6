package io.inventory.memory;

import io.inventory.AdjustStock;
import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.CreateStock;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.SetStock;
import io.inventory.Sku;
import io.inventory.StockCommand;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The semantics once more, written from the design's tables and not from the core: counters in maps, no ledger, answers as
 * short text. Slow and plain on purpose.
 */
final class ReferenceModel {
    private final Map<Sku, Units> stocks = new HashMap<>();
    private final Map<OrderId, Known> orders = new HashMap<>();
    private final Map<String, String> requests = new HashMap<>();

    /** The units of a SKU. */
    static final class Units {
        long available;
        long reserved;
        long version;
    }

    /** What the model keeps of an order. */
    private static final class Known {
        String status = "";
        String content = "";
        String rejection = "";
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
        Units units = stocks.get(sku);
        return units == null ? "none" : units.available + "/" + units.reserved + "@" + units.version;
    }

    String status(OrderId orderId) {
        Known order = orders.get(orderId);
        return order == null ? "none" : order.status;
    }

    String answer(Command<?> command, Instant now) {
        if (command instanceof StockCommand stockCommand) return answer(stockCommand);
        OrderCommand<?> orderCommand = (OrderCommand<?>) command;
        Known order = orders.get(orderCommand.orderId());
        if (order != null && order.status.equals("RESERVED") && !now.isBefore(order.expiresAt)) {
            giveBack(order, order.held);
            order.status = "EXPIRED";
        }
        if (command instanceof AllocateCommand<?> take)
            return order == null ? takeNew(take, now) : takeAgain(take, order);
        if (command instanceof Confirm) return order == null ? "ORDER_NOT_FOUND" : confirm(order);
        return rollback((Rollback) command, order);
    }

    private String takeNew(AllocateCommand<?> take, Instant now) {
        Known order = new Known();
        order.content = take.origin() + " " + take.lines();
        boolean unknown = take.lines().stream().anyMatch(line -> !stocks.containsKey(line.sku()));
        boolean isShort = take.lines().stream().anyMatch(line -> line.quantity() > available(line.sku()));
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

    private String answer(StockCommand command) {
        String key = command.sku() + " " + command.requestId();
        String known = requests.get(key);
        if (known != null) return known.equals(command.toString()) ? "changed replayed" : "REQUEST_MISMATCH";
        Units units = stocks.get(command.sku());
        if (command instanceof CreateStock create) {
            if (units != null) return "ALREADY_EXISTS";
            stocks.put(command.sku(), new Units());
            change(command.sku(), create.available(), 0);
        } else if (units == null) {
            return "SKU_NOT_FOUND";
        } else if (command instanceof AdjustStock adjust) {
            if (units.available + adjust.delta() < 0) return "ADJUSTMENT_BELOW_ZERO";
            change(command.sku(), adjust.delta(), 0);
        } else if (command instanceof SetStock set) {
            if (set.expectedVersion().orElse(units.version) != units.version) return "VERSION_MISMATCH";
            change(command.sku(), set.available() - units.available, 0);
        }
        requests.put(key, command.toString());
        return "changed";
    }

    private long available(Sku sku) {
        Units units = stocks.get(sku);
        return units == null ? 0 : units.available;
    }

    private void change(Sku sku, long available, long reserved) {
        Units units = stocks.get(sku);
        if (units == null) throw new IllegalStateException("the model holds units of no stock: " + sku);
        units.available += available;
        units.reserved += reserved;
        units.version++;
        if (units.available < 0 || units.reserved < 0) throw new IllegalStateException("the model oversells " + sku);
    }
}
