package io.inventory.contract;

import io.inventory.AdjustStock;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.SetStock;
import io.inventory.Sku;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A random sequence of commands, the same for the same seed and names. Few SKUs with little stock, and orders that are
 * met again and again under the same, nearly the same and other content: so that every branch is taken often. Not
 * thread-safe.
 */
public final class RandomCommands {
    /** How many steps a test makes: {@code -Dinventory.test.steps}, else 3,000. */
    public static final int STEPS = Integer.getInteger("inventory.test.steps", 3_000);

    private static final int SKUS = 6;
    private static final int ORDERS_AT_ONCE = 8;
    private static final int STEPS_AN_ORDER = 6;
    private static final int TIME_TO_LIVE_SECONDS_MAX = 60;
    private final Random random;
    private final Names names;
    private int steps;

    /** From {@code seed}, about names of {@code names}. */
    public RandomCommands(long seed, Names names) {
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
        return IntStream.rangeClosed(0, newestOrder())
                .mapToObj(i -> names.order("o" + i))
                .toList();
    }

    /** How far to move the clock before the next command; mostly not at all. */
    public Duration pause() {
        return Duration.ofSeconds(random.nextInt(8) == 0 ? random.nextInt(TIME_TO_LIVE_SECONDS_MAX) : 0);
    }

    /** The next command. */
    public Command<?> next() {
        if (steps++ < SKUS - 1) return new CreateStock(skus().get(steps - 1), 20, new RequestId("create"));
        int kind = random.nextInt(100);
        if (kind < 25) return new Deduct(order(), takenLines());
        if (kind < 45) return new Reserve(order(), takenLines(), Duration.ofSeconds(1 + random.nextInt(60)));
        if (kind < 55) return new Confirm(order());
        if (kind < 65) return new Rollback(order(), List.of(), Optional.empty(), reason());
        if (kind < 75) return new Rollback(order(), takenLines(), Optional.empty(), reason());
        if (kind < 80) return new Rollback(order(), lines(2), Optional.empty(), reason());
        if (kind < 90) return new Rollback(order(), lines(2), Optional.of(rollbackId()), reason());
        if (kind < 96) return new AdjustStock(sku(SKUS), delta(), words(), requestId());
        if (kind < 98) return new SetStock(sku(SKUS), random.nextInt(30), words(), requestId(), expectedVersion());
        return new CreateStock(sku(random.nextInt(40) == 0 ? SKUS : SKUS - 1), random.nextInt(3), requestId());
    }

    private int newestOrder() {
        return ORDERS_AT_ONCE + steps / STEPS_AN_ORDER;
    }

    private OrderId order() {
        return names.order("o" + (newestOrder() - random.nextInt(ORDERS_AT_ONCE)));
    }

    /** One of few contents, so that an order meets its own again; canonical, split or in another order. */
    private List<OrderLine> takenLines() {
        return switch (random.nextInt(8)) {
            case 0 -> List.of(names.line("s1", 2), names.line("s0", 4));
            case 1 -> List.of(names.line("s0", 1), names.line("s1", 2), names.line("s0", 3));
            case 2, 3, 4 -> List.of(names.line("s0", 4), names.line("s1", 2));
            case 5 -> List.of(names.line("s2", 3));
            case 6 -> List.of(names.line("s2", 3), names.line("s3", 1), names.line("s4", 2));
            default -> lines(3);
        };
    }

    private List<OrderLine> lines(int linesMax) {
        List<OrderLine> lines = new ArrayList<>();
        for (int i = random.nextInt(linesMax); i >= 0; i--)
            lines.add(new OrderLine(sku(random.nextInt(20) == 0 ? SKUS : SKUS - 2), 1 + random.nextInt(3)));
        return lines;
    }

    private Sku sku(int bound) {
        return names.sku("s" + random.nextInt(bound));
    }

    private RollbackId rollbackId() {
        return new RollbackId("r" + random.nextInt(3));
    }

    private RollbackReason reason() {
        return random.nextBoolean() ? RollbackReason.CANCELED : RollbackReason.CLOSED;
    }

    /** Of the newest ones, so that some come again. */
    private RequestId requestId() {
        return new RequestId("request-" + (steps / 50 - random.nextInt(2)));
    }

    private long delta() {
        return random.nextInt(4) == 0 ? -1 - random.nextInt(10) : 1 + random.nextInt(20);
    }

    private String words() {
        return random.nextInt(4) == 0 ? "counted" : "delivery";
    }

    private OptionalLong expectedVersion() {
        return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(steps));
    }
}
