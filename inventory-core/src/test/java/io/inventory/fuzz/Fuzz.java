package io.inventory.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one decoder. An input follows from the seed and its number alone, so that a finding can be had again; each input may
 * take a limited time and a limited amount of memory.
 *
 * <p>{@code -Dinventory.fuzz.inputs} says how many inputs each target gets, {@code -Dinventory.fuzz.seed} from which seed, and
 * {@code -Dinventory.fuzz.first} with which number to begin. Where the first is not given, the seed is always the same, so that a
 * build that passed passes again; otherwise it is another each time.
 *
 * @param <I> a text, or bytes
 */
public final class Fuzz<I> {
    /** How many inputs a target gets where nothing else is said. */
    private static final long INPUTS_DEFAULT = 1_000;

    private static final @Nullable Long ASKED_FOR = Long.getLong("inventory.fuzz.inputs");
    private static final long INPUTS = ASKED_FOR == null ? INPUTS_DEFAULT : ASKED_FOR;
    private static final long SEED = Long.getLong("inventory.fuzz.seed", ASKED_FOR == null ? 1 : System.nanoTime());
    private static final long FIRST = Long.getLong("inventory.fuzz.first", 0);

    /** How long an input may take, the warming up of the machine included. */
    private static final long MILLIS_MAX = 60_000;
    /** What an input may take of memory, and for each of its characters besides; garbage too. */
    private static final long BYTES_MAX = 64 << 20;

    private static final long BYTES_A_CHAR_MAX = 1_000;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    /** Fewer are no measure of whether both answers are met. */
    private static final long INPUTS_TO_JUDGE_MIN = 500;

    private final String name;
    private final Function<Mutations, I> inputs;
    private final Function<I, String> text;
    private final List<String> examples;
    private final List<String> words;
    private int cost = 1;

    private Fuzz(
            String name,
            Function<Mutations, I> inputs,
            Function<I, String> text,
            List<String> examples,
            List<String> words) {
        this.name = name;
        this.inputs = inputs;
        this.text = text;
        this.examples = List.copyOf(examples);
        this.words = List.copyOf(words);
    }

    /**
     * With texts, which may have unpaired surrogates.
     *
     * @param examples valid inputs, of which others are made
     * @param words what means something to the decoder
     */
    public static Fuzz<String> texts(String name, List<String> examples, List<String> words) {
        return new Fuzz<>(name, Mutations::text, input -> input, examples, words);
    }

    /** The same with bytes, most of which are UTF-8. */
    public static Fuzz<byte[]> bytes(String name, List<String> examples, List<String> words) {
        return new Fuzz<>(
                name, Mutations::bytes, input -> new String(input, StandardCharsets.ISO_8859_1), examples, words);
    }

    /** The same with bytes that are no text, as protobuf's. */
    public static Fuzz<byte[]> binaries(String name, List<byte[]> examples) {
        List<String> texts = examples.stream()
                .map(example -> new String(example, StandardCharsets.ISO_8859_1))
                .toList();
        return new Fuzz<>(
                name,
                mutations -> mutations.text().getBytes(StandardCharsets.ISO_8859_1),
                input -> new String(input, StandardCharsets.ISO_8859_1),
                texts,
                List.of());
    }

    /** Where an input takes that many times as long as elsewhere: it gets fewer. */
    public Fuzz<I> cost(int times) {
        cost = times;
        return this;
    }

    /**
     * Feeds it.
     *
     * @throws AssertionError with the seed, the number and the input, if anything was found; or if inputs are never accepted, or
     *     never refused, so that little was shown
     */
    public void run(FuzzTarget<I> target) throws InterruptedException {
        Run run = new Run(target);
        Thread thread = new Thread(run, "fuzz-" + name);
        thread.setDaemon(true);
        long began = System.nanoTime();
        thread.start();
        for (long at = run.at.get(); thread.isAlive(); ) {
            thread.join(MILLIS_MAX);
            long now = run.at.get();
            if (thread.isAlive() && now == at) throw hangs(at, thread);
            at = now;
        }
        if (run.finding != null) throw run.finding;
        System.out.printf(
                "fuzz %s: seed %d, %,d inputs, %,d accepted, %,d ms%n",
                name, SEED, run.count, run.accepted, (System.nanoTime() - began) / 1_000_000);
        if (run.count < INPUTS_TO_JUDGE_MIN) return;
        assertThat(run.accepted).as("accepted of %s", run.count).isPositive().isLessThan(run.count);
    }

    private I input(long number) {
        SplittableRandom random = new SplittableRandom(SEED + (name.hashCode() + number) * GOLDEN_GAMMA);
        return inputs.apply(new Mutations(random, examples, words));
    }

    private AssertionError hangs(long number, Thread thread) {
        AssertionError error = new AssertionError(where(number) + " hangs: " + shown(text.apply(input(number))));
        error.setStackTrace(thread.getStackTrace());
        return error;
    }

    private String where(long number) {
        return "fuzz " + name + ": -Dinventory.fuzz.seed=" + SEED + " -Dinventory.fuzz.first=" + number;
    }

    /** As it would stand in Java. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder("(" + text.length() + ") \"");
        text.chars().limit(2_000).forEach(c -> {
            if (c == '"' || c == '\\') shown.append('\\').append((char) c);
            else if (c >= ' ' && c < 0x7f) shown.append((char) c);
            else shown.append(String.format("\\u%04x", c));
        });
        return shown.append('"').toString();
    }

    /** What is done on the thread that may hang. */
    private final class Run implements Runnable {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final FuzzTarget<I> target;
        private final AtomicLong at = new AtomicLong(FIRST);
        private long count;
        private long accepted;
        private @Nullable AssertionError finding;

        Run(FuzzTarget<I> target) {
            this.target = target;
        }

        @Override
        public void run() {
            long end = FIRST + Math.max(1, INPUTS / cost);
            for (long number = FIRST; number < end && finding == null; number++) {
                at.set(number);
                I input = input(number);
                long before = threads.getCurrentThreadAllocatedBytes();
                try {
                    if (target.accepts(input)) accepted++;
                    count++;
                    requireFrugal(threads.getCurrentThreadAllocatedBytes() - before, text.apply(input));
                } catch (Throwable e) {
                    finding = new AssertionError(where(number) + " " + shown(text.apply(input)), e);
                }
            }
        }

        private void requireFrugal(long bytes, String input) {
            assertThat(bytes).as("bytes that were allocated").isLessThan(BYTES_MAX + BYTES_A_CHAR_MAX * input.length());
        }
    }
}
