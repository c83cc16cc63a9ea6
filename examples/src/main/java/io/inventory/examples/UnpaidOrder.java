package io.inventory.examples;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.client.InventoryClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;

/** A customer takes the last units to the checkout, asks for more time, and never pays: they come back by themselves. */
@Command(
        name = "UnpaidOrder",
        description =
                "Reserves the last units of a new SKU for two seconds, extends that, and waits until they come back.")
final class UnpaidOrder extends ServerCommand {
    private static final long UNITS = 3;
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(2);
    private static final Duration MORE = Duration.ofSeconds(3);
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 200;

    public static void main(String[] args) {
        System.exit(execute(new UnpaidOrder(), args));
    }

    @Override
    int run(InventoryClient inventory) {
        String run = UUID.randomUUID().toString().substring(0, 8);
        Sku sku = new Sku("last-units-" + run);
        OrderId orderId = new OrderId("unpaid-" + run);
        inventory.create(sku, UNITS, new RequestId("opening"));
        if (!(inventory.reserve(orderId, List.of(new OrderLine(sku, UNITS)), TIME_TO_LIVE)
                instanceof Reserved reserved)) throw new IllegalStateException("a new SKU is short");
        System.out.println("Reserved until " + reserved.expiresAt() + ": " + units(inventory.stock(sku)));
        System.out.println("More time: " + inventory.extend(orderId, MORE));
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        while (inventory.stock(sku).reserved() > 0) {
            if (System.nanoTime() - end > 0) {
                System.out.println(
                        "Still held after " + WAIT_MAX.toSeconds() + " s: does the server run with --expiry=off?");
                return 1;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
        System.out.println("Nobody paid, and nobody asked: the order is "
                + inventory.order(orderId).status() + ", " + units(inventory.stock(sku)));
        return 0;
    }

    private static String units(Stock stock) {
        return stock.available() + " available, " + stock.reserved() + " reserved";
    }
}
