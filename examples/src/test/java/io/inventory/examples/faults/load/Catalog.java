package io.inventory.examples.faults.load;

import io.inventory.CreateStock;
import io.inventory.RequestId;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Units;
import io.inventory.examples.faults.load.RecordingCaller.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What is sold: one SKU that everybody wants, some that are sold out and restocked all the time, and many that nobody runs out
 * of.
 *
 * @param isStorm whether nearly everybody wants what is sold out
 */
public record Catalog(boolean isStorm) {
    static final String HOT = "hot";
    private static final int SCARCE = 6;
    private static final int PLENTY = 30;
    /** With so many units, or fewer, a scarce one is low. */
    private static final long LOW = 4;

    private static final long MUCH = 100_000_000;
    private static final int LINES_MAX = 3;
    private static final int QUANTITY_MAX = 3;
    private static final int HOT_PERCENT = 30;
    private static final int SCARCE_PERCENT = 25;
    private static final int STORM_PERCENT = 99;

    /** What opens the shop. */
    List<Call> openings() {
        List<Call> calls = new ArrayList<>();
        calls.add(opening(HOT, MUCH));
        for (int i = 0; i < SCARCE; i++) {
            calls.add(opening("scarce-" + i, isStorm ? 1 : 20));
            calls.add(policy("scarce-" + i));
        }
        for (int i = 0; i < PLENTY; i++) calls.add(opening("plenty-" + i, MUCH));
        return calls;
    }

    private static Call opening(String sku, long available) {
        String request = "open-" + sku;
        return new Call(
                Kind.OPEN,
                request,
                List.of(new Units(sku, available)),
                new CreateStock(new Sku(sku), available, new RequestId(request)));
    }

    private static Call policy(String sku) {
        String request = "policy-" + sku;
        return new Call(
                Kind.POLICY,
                request,
                Long.toString(LOW),
                List.of(new Units(sku, 0)),
                new SetStockPolicy(new Sku(sku), 0, LOW, new RequestId(request)));
    }

    /** What somebody orders. */
    List<Units> basket(RandomGenerator random) {
        Map<String, Long> basket = new LinkedHashMap<>();
        int lines = 1 + random.nextInt(LINES_MAX);
        while (basket.size() < lines) basket.put(sku(random), 1L + random.nextInt(QUANTITY_MAX));
        return basket.entrySet().stream()
                .map(line -> new Units(line.getKey(), line.getValue()))
                .toList();
    }

    private String sku(RandomGenerator random) {
        if (isStorm && random.nextInt(100) < STORM_PERCENT) return scarce(random);
        int dice = random.nextInt(100);
        if (dice < HOT_PERCENT) return HOT;
        return dice < HOT_PERCENT + SCARCE_PERCENT ? scarce(random) : "plenty-" + random.nextInt(PLENTY);
    }

    /** One that may be sold out. */
    String scarce(RandomGenerator random) {
        return "scarce-" + random.nextInt(SCARCE);
    }
}
