package io.inventory.contract;

import io.inventory.AdjustStock;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.Expire;
import io.inventory.Extend;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A random sequence of commands, the same for the same seed and names. Few SKUs with little stock, and orders that are
 * met again and again under the same, nearly the same and other content: so that every branch is taken often. What is
 * rare at random is certain at the end, with {@link EveryOutcome}. Not thread-safe.
 */
public final class RandomCommands {
    /** How many random steps a test makes: {@code -Dinventory.test.steps}, else 3,000. */
    private static final int STEPS = Integer.getInteger("inventory.test.steps", 3_000);

    private static final int SKUS = 6;
    private static final int ORDERS_AT_ONCE = 5;
    private static final int STEPS_AN_ORDER = 8;
    private static final int TIME_TO_LIVE_SECONDS_MAX = 60;
    private final Random random;
    private final Names names;
    private final Clock clock;
    private final Deque<EveryOutcome.Step> end = new ArrayDeque<>();
    private int steps;

    /** From {@code seed}, about names of {@code names} and times before that of {@code clock}. */
    public RandomCommands(long seed, Names names, Clock clock) {
        this.clock = clock;
        this.random = new Random(seed);
        this.names = names;
    }

    /** The seed to use: {@code -Dinventory.test.seed} if given, else a new one; to be printed by the test. */
    public static long seed() {
        return Long.getLong("inventory.test.seed", System.nanoTime());
    }

    /** The SKUs that the commands are about; the last one is created late or never. */
    public List<Sku> skus() {
        return IntStream.range(0, SKUS).mapToObj(i -> names.sku("s" + i)).toList();
    }

    /** The orders that the commands so far may have been about. */
    public List<OrderId> orders() {
        return Stream.concat(
                        IntStream.rangeClosed(0, newestOrder()).mapToObj(i -> names.order("o" + i)),
                        EveryOutcome.orders(names).stream())
                .toList();
    }

    /** Whether there is another command. */
    public boolean hasNext() {
        return steps < STEPS || !end.isEmpty();
    }

    /** How far to move the clock before the next command; mostly not at all. */
    public Duration pause() {
        if (!end.isEmpty()) return end.element().pause();
        return Duration.ofSeconds(random.nextInt(10) == 0 ? random.nextInt(TIME_TO_LIVE_SECONDS_MAX) : 0);
    }

    /** The next command. */
    public Command<?> next() {
        if (!end.isEmpty()) return end.remove().command();
        Command<?> next = random();
        if (steps == STEPS) end.addAll(EveryOutcome.steps(names, skus().get(0), clock));
        return next;
    }

    private Command<?> random() {
        if (steps++ < SKUS - 1) return new CreateStock(skus().get(steps - 1), 20, new RequestId("create"));
        int kind = random.nextInt(100);
        if (kind < 10) return new AdjustStock(sku(SKUS), delta(), words(), requestId());
        if (kind < 13) return new SetStock(sku(SKUS), 10L * random.nextInt(3), words(), requestId(), expectedVersion());
        if (kind < 15)
            return new CreateStock(sku(random.nextInt(40) == 0 ? SKUS : SKUS - 1), random.nextInt(3), requestId());
        if (kind < 17) return new SetStockPolicy(sku(SKUS), random.nextInt(4), 3, requestId(), expectedVersion());
        if (kind < 20) return new CountStock(sku(SKUS), random.nextInt(60), past(), words(), requestId());
        return random(kind, newestOrder() - random.nextInt(ORDERS_AT_ONCE));
    }

    private Command<?> random(int kind, int number) {
        OrderId order = names.order("o" + number);
        if (kind < 53) return take(order, number);
        if (kind < 58) return new Confirm(order);
        if (kind < 61) return new Extend(order, Duration.ofSeconds(1 + random.nextInt(2 * TIME_TO_LIVE_SECONDS_MAX)));
        if (kind < 64) return new Extend(order, Duration.ofDays(1));
        if (kind < 72) return new Expire(order);
        if (kind < 75) return new Rollback(order, List.of(), Optional.empty(), reason());
        if (kind < 79) return new Rollback(order, shuffled(ownLines(number)), Optional.empty(), reason());
        if (kind < 88) return new Rollback(order, part(ownLines(number)), Optional.empty(), reason());
        return new Rollback(order, part(ownLines(number)), Optional.of(rollbackId()), reason());
    }

    private int newestOrder() {
        return ORDERS_AT_ONCE + steps / STEPS_AN_ORDER;
    }

    /** Mostly the order as its number says it is, so that it meets itself again. */
    private Command<?> take(OrderId order, int number) {
        boolean reserve = (number % 2 == 0) == random.nextInt(12) > 0;
        List<OrderLine> lines = random.nextInt(12) > 0 ? shuffled(ownLines(number)) : lines(3);
        return reserve
                ? new Reserve(order, lines, Duration.ofSeconds(1 + random.nextInt(TIME_TO_LIVE_SECONDS_MAX)))
                : new Deduct(order, lines);
    }

    private List<OrderLine> ownLines(int number) {
        return switch (number % 5) {
            case 0, 1 -> List.of(names.line("s0", 4), names.line("s1", 2));
            case 2 -> List.of(names.line("s2", 3));
            case 3 -> List.of(names.line("s2", 3), names.line("s3", 1), names.line("s4", 2));
            default -> List.of(names.line("s0", 1), names.line("s" + number % SKUS, 1));
        };
    }

    /** The same lines in any order, some of them split. */
    private List<OrderLine> shuffled(List<OrderLine> lines) {
        List<OrderLine> shuffled = new ArrayList<>();
        for (OrderLine line : lines)
            if (line.quantity() > 1 && random.nextInt(4) == 0) {
                shuffled.add(new OrderLine(line.sku(), 1));
                shuffled.add(new OrderLine(line.sku(), line.quantity() - 1));
            } else {
                shuffled.add(line);
            }
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** Some of the lines with one or two units each; now and then what the order may not have. */
    private List<OrderLine> part(List<OrderLine> lines) {
        if (random.nextInt(8) == 0) return lines(2);
        List<OrderLine> part = new ArrayList<>();
        for (OrderLine line : lines)
            if (random.nextBoolean()) part.add(new OrderLine(line.sku(), 1 + random.nextInt(2)));
        return part.isEmpty() ? List.of(new OrderLine(lines.get(0).sku(), 1)) : part;
    }

    private List<OrderLine> lines(int linesMax) {
        List<OrderLine> lines = new ArrayList<>();
        for (int i = random.nextInt(linesMax); i >= 0; i--) lines.add(new OrderLine(sku(SKUS), 1 + random.nextInt(3)));
        return lines;
    }

    private Sku sku(int bound) {
        return names.sku("s" + random.nextInt(bound));
    }

    private RollbackId rollbackId() {
        return new RollbackId("r" + random.nextInt(2));
    }

    private RollbackReason reason() {
        return random.nextBoolean() ? RollbackReason.CANCELED : RollbackReason.CLOSED;
    }

    /** Of the newest ones, so that some come again. */
    private RequestId requestId() {
        return new RequestId("request-" + (steps / 50 - random.nextInt(2)));
    }

    private long delta() {
        return random.nextInt(4) == 0 ? -1 - random.nextInt(20) : 1 + random.nextInt(80);
    }

    /** Now, some time ago, or now and then still to come. */
    private Instant past() {
        return random.nextInt(6) == 0
                ? clock.instant().plusSeconds(5)
                : clock.instant().minusSeconds(random.nextInt(4 * TIME_TO_LIVE_SECONDS_MAX));
    }

    private String words() {
        return random.nextInt(4) == 0 ? "counted" : "delivery";
    }

    private OptionalLong expectedVersion() {
        return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(steps));
    }
}
