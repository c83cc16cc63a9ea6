package io.inventory.examples.load;

import io.inventory.AdjustStock;
import io.inventory.BatchGetStock;
import io.inventory.Command;
import io.inventory.CreateStock;
import io.inventory.Inventory;
import io.inventory.RequestId;
import io.inventory.SetStock;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.examples.RetryingInventory;
import io.inventory.jdbi.StatementForm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Puts load on an inventory and reports orders/s and latencies, then proves that stock and ledger agree. */
@CommandLine.Command(
        name = "load-test",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts load on an inventory: orders (deductions of one unit a line) and reads.",
            "Closed loop: --callers requests are always under way. Open loop: --rate requests a second are sent.",
            "Ends with a proof that stock, ledger and answers agree; exit status 1 if they do not."
        })
public final class LoadTest implements Callable<Integer> {
    /** What is not measured must succeed. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int PREPARED_AT_ONCE = 100;
    private static final int PROVED_SKUS_MAX = 20;
    private static final long PROVED_ENTRIES_MAX = 20_000;

    @Option(
            names = "--target",
            defaultValue = "grpc://localhost:9090",
            description =
                    "grpc://host:port[,host:port], grpc+stream://host:port, grpc+health://host:port (reads are empty calls), grpc+http://host:port,host:port (over HTTP on the second port), or a JDBC URL for the embedded library."
                            + " Default: ${DEFAULT-VALUE}")
    private String target = "";

    @Option(
            names = "--callers",
            defaultValue = "512",
            description = "Requests under way at most. Default: ${DEFAULT-VALUE}")
    private int callers;

    @Option(names = "--blocking", description = "A thread for each caller, which blocks for its answer.")
    private boolean blocking;

    @Option(names = "--rate", defaultValue = "0", description = "Open loop: requests a second; 0 is a closed loop.")
    private double rate;

    @Option(names = "--seconds", defaultValue = "10", description = "How long is measured. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "5", description = "Seconds before that. Default: ${DEFAULT-VALUE}")
    private int warmUpSeconds;

    @Option(
            names = "--slices",
            description = "Measure whenever a line with a number of seconds comes in, until the end of the input; for"
                    + " several programs that are measured in turn. Between two lines it is idle, and stays warm.")
    private boolean slices;

    @Option(
            names = "--truncated",
            description =
                    "Somebody empties the tables of orders and ledger between slices: answers that were lost are asked"
                            + " for before, and the proof does not look for the ledgers' first entries.")
    private boolean truncated;

    @Option(names = "--skus", defaultValue = "10000", description = "How many SKUs. Default: ${DEFAULT-VALUE}")
    private int skuCount;

    @Option(
            names = "--popularity",
            defaultValue = "uniform",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Workload.Popularity popularity = Workload.Popularity.uniform;

    @Option(names = "--lines", defaultValue = "1", description = "Lines an order. Default: ${DEFAULT-VALUE}")
    private int lines;

    @Option(
            names = "--ids",
            defaultValue = "random",
            description = "Order ids: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Workload.Ids ids = Workload.Ids.random;

    @Option(
            names = "--reads",
            defaultValue = "0",
            description = "Share of reads (GetStock), 0 to 1. Default: ${DEFAULT-VALUE}")
    private double readShare;

    @Option(
            names = "--opening",
            defaultValue = "100000000",
            description = "Units that each SKU has at least at the start; 0 is sold out: every order is refused."
                    + " Default: ${DEFAULT-VALUE}")
    private long opening;

    @Option(
            names = "--deadline-millis",
            defaultValue = "1000",
            description = "Of a call over gRPC. Default: ${DEFAULT-VALUE}")
    private long deadlineMillis;

    @Option(
            names = "--statements",
            defaultValue = "AUTO",
            description = "Of the embedded library: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private StatementForm statements = StatementForm.AUTO;

    @Option(
            names = "--server-ca",
            paramLabel = "FILE",
            description = "Calls the server with TLS; who signed its certificate, in PEM.")
    private Optional<Path> authorities = Optional.empty();

    @Option(
            names = "--writers",
            defaultValue = "1",
            description = "Transactions at a time of the embedded library. Default: ${DEFAULT-VALUE}")
    private int writers;

    @Option(names = "--server-token-file", paramLabel = "FILE", description = "The token to show it.")
    private Optional<Path> token = Optional.empty();

    /** Runs it. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadTest())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() {
        String run = UUID.randomUUID().toString().substring(0, 8);
        SkuPicker picker = SkuPicker.of(popularity, skuCount);
        Workload workload = new Workload(picker, lines, ids, run, run.hashCode());
        Targets.Calling calling = new Targets.Calling(deadlineMillis, rate == 0, authorities, token);
        try (Inventory inventory = Targets.open(target, calling, new Targets.Embedded(statements, writers))) {
            Inventory patient = new RetryingInventory(inventory, PATIENCE);
            prepare(patient, picker.all(), run);
            StockProof proof = new StockProof(patient, truncated);
            Map<Sku, Long> before = proof.available(picker.all());
            LoadRun load = new LoadRun(inventory, workload, readShare, callers);
            List<Tally> tallies = new ArrayList<>();
            tallies.add(warmUp(load));
            if (slices) measureOnDemand(load, proof, tallies);
            else tallies.add(measure(load, proof, seconds));
            return prove(proof, tallies, picker.all(), before) ? 0 : 1;
        }
    }

    private Tally warmUp(LoadRun load) {
        Tally tally = new Tally();
        send(load, tally, warmUpSeconds, false);
        return tally;
    }

    private Tally measure(LoadRun load, StockProof proof, int forSeconds) {
        Tally tally = new Tally();
        long start = System.nanoTime();
        send(load, tally, forSeconds, true);
        double took = (System.nanoTime() - start) / 1e9;
        if (truncated) proof.settle(tally);
        report(tally, took);
        return tally;
    }

    private void measureOnDemand(LoadRun load, StockProof proof, List<Tally> tallies) {
        if (truncated) tallies.forEach(proof::settle);
        System.out.println("ready");
        Scanner demands = new Scanner(System.in, StandardCharsets.UTF_8);
        while (demands.hasNextInt()) tallies.add(measure(load, proof, demands.nextInt()));
    }

    private void send(LoadRun load, Tally tally, int forSeconds, boolean measured) {
        long nanos = TimeUnit.SECONDS.toNanos(forSeconds);
        if (rate > 0) load.openLoop(nanos, rate, tally, measured);
        else if (blocking) load.blockingLoop(nanos, tally, measured);
        else load.closedLoop(nanos, tally, measured);
    }

    /** Every SKU exists and has at least the opening units. */
    private void prepare(Inventory inventory, List<Sku> skus, String run) {
        RequestId requestId = new RequestId("load-" + run);
        Map<Sku, Long> known = new HashMap<>();
        for (int i = 0; i < skus.size(); i += BatchGetStock.SKUS_MAX) {
            BatchGetStock batch = new BatchGetStock(skus.subList(i, Math.min(skus.size(), i + BatchGetStock.SKUS_MAX)));
            for (Stock stock : inventory.execute(batch).stocks()) known.put(stock.sku(), stock.available());
        }
        List<Command<?>> commands = new ArrayList<>();
        for (Sku sku : skus)
            if (opening == 0 || known.getOrDefault(sku, 0L) < opening)
                commands.add(opening(sku, known.containsKey(sku), requestId));
        for (int i = 0; i < commands.size(); i += PREPARED_AT_ONCE) {
            int end = Math.min(commands.size(), i + PREPARED_AT_ONCE);
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (Command<?> command : commands.subList(i, end)) answers.add(inventory.submit(command));
            answers.forEach(CompletableFuture::join);
        }
    }

    private Command<?> opening(Sku sku, boolean known, RequestId requestId) {
        if (!known) return new CreateStock(sku, opening, requestId);
        return opening == 0
                ? new SetStock(sku, 0, "load test", requestId)
                : new AdjustStock(sku, opening, "load test", requestId);
    }

    private static void report(Tally tally, double took) {
        System.out.printf(
                Locale.ROOT,
                "answers/s %.0f  orders taken/s %.0f  rejected/s %.0f  reads/s %.0f%n",
                tally.good() / took,
                tally.taken.sum() / took,
                tally.rejected.sum() / took,
                tally.reads.sum() / took);
        System.out.printf(
                Locale.ROOT,
                "latency ms  mean %.2f  p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f%n",
                tally.latency.getMean() / 1e6,
                millis(tally, 50),
                millis(tally, 99),
                millis(tally, 99.9),
                millis(tally, 100));
        System.out.println("errors " + (tally.errors.isEmpty() ? "none" : tally.errors));
    }

    private static double millis(Tally tally, double percentile) {
        return tally.latency.getValueAtPercentile(percentile) / 1e6;
    }

    private static boolean prove(StockProof proof, List<Tally> tallies, List<Sku> skus, Map<Sku, Long> before) {
        tallies.forEach(proof::settle);
        long sold = tallies.stream().mapToLong(tally -> tally.units.sum()).sum();
        long unitsBefore = before.values().stream().mapToLong(Long::longValue).sum();
        long unitsAfter = proof.available(skus).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long gone = unitsBefore - unitsAfter;
        boolean exact = gone == sold;
        System.out.printf(
                Locale.ROOT,
                "proof  units answered as sold %d, units gone from stock %d: %s%n",
                sold,
                gone,
                exact ? "exact" : "NOT EXACT");
        List<String> broken = skus.stream()
                .limit(PROVED_SKUS_MAX)
                .flatMap(sku -> proof.brokenLedger(sku, PROVED_ENTRIES_MAX).stream())
                .toList();
        broken.forEach(finding -> System.out.println("proof  " + finding));
        if (broken.isEmpty())
            System.out.printf(
                    "proof  the ledgers of %d SKUs lead to their stock%n", Math.min(PROVED_SKUS_MAX, skus.size()));
        return exact && broken.isEmpty();
    }
}
