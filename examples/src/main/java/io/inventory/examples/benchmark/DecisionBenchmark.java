package io.inventory.examples.benchmark;

import io.inventory.Deduct;
import io.inventory.Extend;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.decision.Decider;
import io.inventory.decision.StockLevel;
import io.inventory.decision.WorkingSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The decision core alone, as a store uses it: a batch of new three-line orders against the stocks that they name, on one
 * thread. Orders/s; with {@code -prof gc} also bytes an order.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecisionBenchmark {
    private static final int BATCH = 256;
    private static final int BATCHES = 64;
    private static final int SKUS = 10_000;
    private static final Decider DECIDER = new Decider(Extend.TOTAL_MAX_DEFAULT);
    private static final Instant NOW = Instant.EPOCH;

    private final List<List<Deduct>> batches = new ArrayList<>();
    private int next;

    /** Makes the orders, which is not what is measured. */
    @Setup(Level.Trial)
    public void makeOrders() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < BATCHES; i++) {
            List<Deduct> batch = new ArrayList<>(BATCH);
            for (int j = 0; j < BATCH; j++) batch.add(order(i * BATCH + j, random));
            batches.add(batch);
        }
    }

    private static Deduct order(int number, SplittableRandom random) {
        List<OrderLine> lines = new ArrayList<>(3);
        for (int i = 0; i < 3; i++) lines.add(OrderLine.of("SKU-" + random.nextInt(SKUS), 1 + random.nextInt(3)));
        return new Deduct(new OrderId("order-" + number), lines);
    }

    /** Fills a working set and decides a batch against it. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void threeLineOrders(Blackhole sink) {
        List<Deduct> batch = batches.get(next++ % BATCHES);
        WorkingSet state = new WorkingSet();
        for (Deduct order : batch)
            for (OrderLine line : order.lines()) {
                Sku sku = line.sku();
                if (state.stock(sku) == null) state.add(new StockLevel(sku, 1_000_000, 0, 0, 0, 1, NOW));
            }
        for (Deduct order : batch) sink.consume(DECIDER.decide(order, state, NOW, sink::consume));
    }
}
