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
    private static final Duration OPEN_MAX = Duration.ofSeconds(60);
    /** A customer who waits for an answer has one after its deadline. */
    private static final int CLOSE_SECONDS_MAX = 30;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> customers = new ArrayList<>();
    private volatile boolean isOpen = true;

    private Shop() {}

    /**
     * Who comes.
     *
     * @param customers how many at once
     * @param random decides what they do
     */
    public record Crowd(int customers, SplittableRandom random) {}

    /** How a customer reaches the inventory. */
    public record Ways(RecordingCaller caller, RecordingSender sender) {}

    /** Opens the SKUs, and lets the customers in. */
    public static Shop open(Catalog catalog, Crowd crowd, Ways ways, Recorder recorder) {
        for (Call opening : catalog.openings())
            // the first call loads much, for which a busy machine may need longer than a call's deadline
            Awaitility.await(opening.key())
                    .atMost(OPEN_MAX)
                    .pollDelay(Duration.ZERO)
                    .until(() -> ways.caller().once(opening).result() == Result.OK);
        Shop shop = new Shop();
        for (int i = 0; i < crowd.customers(); i++)
            shop.customers.add(shop.threads.submit(new Customer(
                    "c" + i, crowd.random().split(), catalog, ways, () -> shop.isOpen && !recorder.isFull())));
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
