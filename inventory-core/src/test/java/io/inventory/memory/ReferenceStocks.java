package io.inventory.memory;

import io.inventory.AdjustStock;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.StockCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stocks of the {@link ReferenceModel}, and what operators ask for. */
final class ReferenceStocks {
    private final Map<Sku, Units> stocks = new HashMap<>();
    private final Map<String, String> requests = new HashMap<>();

    /** The units of a SKU. */
    private static final class Units {
        long available;
        long reserved;
        long safety;
        long version;
        /** The units available or reserved after each version, and when that was. */
        final List<Long> units = new ArrayList<>();

        final List<Instant> times = new ArrayList<>();
    }

    /** Available, reserved and version of a SKU, or what says that there is none. */
    String describe(Sku sku) {
        Units units = stocks.get(sku);
        return units == null
                ? "none"
                : units.available + "/" + units.reserved + "-" + units.safety + "@" + units.version;
    }

    boolean has(Sku sku) {
        return stocks.containsKey(sku);
    }

    /** What orders may take; negative where less is available than is to be kept. */
    long overSafety(Sku sku) {
        Units units = stocks.get(sku);
        return units == null ? 0 : units.available - units.safety;
    }

    String answer(StockCommand<?> command, Instant now) {
        String key = command.sku() + " " + command.requestId();
        String known = requests.get(key);
        if (known != null) return known.equals(command.toString()) ? "changed replayed" : "REQUEST_MISMATCH";
        Units units = stocks.get(command.sku());
        if (command instanceof CreateStock create) {
            if (units != null) return "ALREADY_EXISTS";
            stocks.put(command.sku(), new Units());
            change(command.sku(), create.available(), 0, now);
        } else if (units == null) {
            return "SKU_NOT_FOUND";
        } else if (command instanceof AdjustStock adjust) {
            if (units.available + adjust.delta() < 0) return "ADJUSTMENT_BELOW_ZERO";
            change(command.sku(), adjust.delta(), 0, now);
        } else if (command instanceof SetStock set) {
            if (set.expectedVersion().orElse(units.version) != units.version) return "VERSION_MISMATCH";
            change(command.sku(), set.available() - units.available, 0, now);
        } else if (command instanceof SetStockPolicy policy) {
            if (policy.expectedVersion().orElse(units.version) != units.version) return "VERSION_MISMATCH";
            units.safety = policy.safetyStock();
            change(command.sku(), 0, 0, now);
        } else if (command instanceof CountStock count) {
            if (count.asOf().isAfter(now)) return "AS_OF_IN_THE_FUTURE";
            int then = units.times.size() - 1;
            while (then >= 0 && units.times.get(then).isAfter(count.asOf())) then--;
            if (then < 0) return "AS_OF_BEFORE_FIRST_ENTRY";
            long difference = count.counted() - units.units.get(then);
            if (units.available + difference < 0) return "COUNT_BELOW_ZERO";
            change(command.sku(), difference, 0, now);
        }
        requests.put(key, command.toString());
        return "changed";
    }

    /** Moves units, as the next version. */
    void change(Sku sku, long available, long reserved, Instant now) {
        Units units = stocks.get(sku);
        if (units == null) throw new IllegalStateException("the model holds units of no stock: " + sku);
        units.available += available;
        units.reserved += reserved;
        units.version++;
        units.units.add(units.available + units.reserved);
        units.times.add(now);
        if (units.available < 0 || units.reserved < 0) throw new IllegalStateException("the model oversells " + sku);
    }
}
