package io.inventory.examples.faults;

import io.inventory.examples.faults.FaultTable.Noticed;
import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.cluster.Cluster;
import io.inventory.examples.faults.cluster.JavaProcess;
import io.inventory.examples.faults.load.Catalog;
import io.inventory.examples.faults.load.RecordedShop;
import io.inventory.examples.faults.load.Recorder;
import io.inventory.examples.faults.load.Shop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster with customers to which faults happen, and what is found when it is over. Not thread-safe. */
final class FaultRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultRun.class);

    private final Random random;
    private final SplittableRandom customers;
    private final Plan plan;
    private final Cluster cluster;
    private final RecordedShop shop;
    private final FaultTable table = new FaultTable();
    private final StringBuilder notTried = new StringBuilder();
    private final List<String> wrong = new ArrayList<>();
    private String report = "";
    private @Nullable Fault notOver;

    /**
     * What it is made of.
     *
     * @param catalog what is sold
     * @param customers how many there are at once
     * @param withRetries whether the customers' client sends again by itself what has failed
     * @param equipment what there is beside the processes
     */
    record Plan(Catalog catalog, int customers, boolean withRetries, Cluster.Equipment equipment) {}

    /** Starts the processes. */
    FaultRun(Path folder, long seed, Plan plan) {
        this.plan = plan;
        random = new Random(seed);
        customers = new SplittableRandom(seed);
        cluster = Cluster.start(folder, plan.equipment());
        try {
            shop = new RecordedShop(
                    folder,
                    new RecordedShop.Ways(
                            cluster.database().jdbcUrl(), cluster.broker().uri(), cluster.client(plan.withRetries())));
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Lets the customers in, and waits until they are served. */
    void begin() {
        for (Fault fault : Fault.values())
            fault.impediment(cluster)
                    .ifPresent(why -> notTried.append("not tried: " + fault + ", because " + why + "\n"));
        shop.open(plan.catalog(), new Shop.Crowd(plan.customers(), customers));
    }

    Random random() {
        return random;
    }

    /** What can happen here. */
    List<Fault> possible() {
        return Stream.of(Fault.values())
                .filter(fault -> fault.impediment(cluster).isEmpty())
                .toList();
    }

    /** Why a fault can't happen here; nothing if it can. */
    Optional<String> impediment(Fault fault) {
        return fault.impediment(cluster);
    }

    /**
     * Lets a fault happen, and waits until calls and messages are answered again. If they are not, this is the last one: {@link
     * #notOver} says so. Says whether it came to it.
     */
    boolean inflict(Fault fault, Duration hold) {
        // this one would start again what has ended by itself
        addEnded("before " + fault);
        if (isOver()) return false;
        LOG.warn("{}", fault);
        Recorder recorder = shop.recorder();
        recorder.begin();
        long begin = System.nanoTime();
        long end = begin;
        long good = begin;
        Optional<String> what = Optional.of(fault.name());
        try {
            what = fault.inflict(cluster, random, hold);
            end = System.nanoTime();
            if (fault == Fault.QUEUE_DELETED) shop.sendAgain();
            shop.awaitGood();
            good = System.nanoTime();
            // callers do not notice one that lives and does nothing: the other serves them
            cluster.processes().forEach(JavaProcess::awaitReady);
        } catch (ConditionTimeoutException e) {
            LOG.error("not good again after {}", fault, e);
            notOver = fault;
        } catch (RuntimeException e) {
            LOG.error("{} could not be done", fault, e);
            wrong.add(fault + " could not be done: " + e);
        }
        addEnded("after " + fault);
        if (what.isEmpty()) return false;
        table.add(new Noticed(
                what.get(),
                begin,
                good,
                recorder.failures(),
                recorder.calls().longest(),
                recorder.slowestFailure(),
                recorder.slowestLaterFailure(),
                recorder.messages().longest(),
                Duration.ofNanos(good - end)));
        return true;
    }

    /** Servers and consumers that have ended: nobody has to start them again but who killed them. */
    private void addEnded(String when) {
        for (JavaProcess process : cluster.processes())
            if (!process.isAlive()) wrong.add(when + " " + process.lastWords());
    }

    /** Takes down that it never came to a fault. */
    void missed(Fault fault) {
        if (!isOver()) wrong.add(fault + ": its moment did not come");
    }

    /** Lets the customers be for a while. */
    void rest(Duration pause) {
        try {
            if (!isOver()) Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether no fault may follow: it did not become good again, something went wrong, or there is no room for more. */
    boolean isOver() {
        return notOver != null || !wrong.isEmpty() || isFull();
    }

    /** Whether the history had no room for more, so that the run ended early. */
    boolean isFull() {
        return shop.recorder().isFull();
    }

    /** The fault after which it did not become good again. */
    Optional<Fault> notOver() {
        return Optional.ofNullable(notOver);
    }

    /** Sends the customers home, waits for the last answers, and compares everything. */
    List<Finding> finish() throws Exception {
        addEnded("at the end");
        shop.letOut();
        RecordedShop.Outcome outcome = shop.check();
        report = table.text(outcome.findings(), outcome.operations()) + outcome.orders() + " orders\n" + notTried + "\n"
                + shop.counts();
        return outcome.findings();
    }

    /** What should not be, and belongs to no order: of the shop, of the processes, and of the faults. */
    List<String> mistakes() {
        List<String> mistakes = new ArrayList<>(shop.mistakes());
        mistakes.addAll(wrong);
        for (JavaProcess process : cluster.processes()) mistakes.addAll(process.errors());
        return mistakes;
    }

    /** The faults and what came of them, when it is finished. */
    String report() {
        return report;
    }

    @Override
    public void close() {
        // the cluster also if the shop can't be closed
        try (cluster) {
            shop.close();
        }
    }
}
