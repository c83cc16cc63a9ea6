package io.inventory.examples.faults.load;

import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.load.RecordingCaller.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A number of customers at once. */
public final class Shop {
    private static final int CUSTOMERS = 8;
    private static final Duration OPEN_MAX = Duration.ofSeconds(60);
    /** A customer who waits for an answer has one after its deadline. */
    private static final int CLOSE_SECONDS_MAX = 30;

    private final ExecutorService threads = Executors.newFixedThreadPool(CUSTOMERS);
    private final List<Future<?>> customers = new ArrayList<>();
    private volatile boolean isOpen = true;

    private Shop() {}

    /** Opens the SKUs, and lets the customers in. */
    public static Shop open(
            Catalog catalog,
            SplittableRandom random,
            RecordingCaller caller,
            RecordingSender sender,
            Recorder recorder) {
        for (Call opening : catalog.openings())
            // the first call loads much, for which a busy machine may need longer than a call's deadline
            Awaitility.await(opening.key())
                    .atMost(OPEN_MAX)
                    .pollDelay(Duration.ZERO)
                    .until(() -> caller.once(opening).result() == Result.OK);
        Shop shop = new Shop();
        for (int i = 0; i < CUSTOMERS; i++)
            shop.customers.add(shop.threads.submit(new Customer(
                    "c" + i,
                    random.split(),
                    catalog,
                    new Customer.Ways(caller, sender),
                    () -> shop.isOpen && !recorder.isFull())));
        return shop;
    }

    /** Lets the customers finish what they are at; fails if one of them did. */
    public void letOut() throws Exception {
        isOpen = false;
        threads.shutdown();
        if (!threads.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS))
            throw new IllegalStateException("a customer does not leave");
        for (Future<?> customer : customers) customer.get();
    }

    /** Ends at once, whatever they are at. */
    public void abandon() {
        isOpen = false;
        threads.shutdownNow();
    }
}
