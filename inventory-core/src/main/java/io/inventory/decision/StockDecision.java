package io.inventory.decision;

import io.inventory.AdjustStock;
import io.inventory.ConflictException;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.InventoryException;
import io.inventory.LedgerReason;
import io.inventory.NotFoundException;
import io.inventory.RefusedException;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.StockBalance;
import io.inventory.StockChanged;
import io.inventory.StockCommand;
import io.inventory.StockCounted;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** Decides the operators' commands. The request is looked up first: only a new one is held against the stock. */
final class StockDecision {
    /** How far a ledger may be ahead: transactions at once read the time in another order than they write. */
    private static final Duration CLOCKS_DIFFER_MAX = Duration.ofSeconds(1);

    private StockDecision() {}

    static Decision<?> decide(StockCommand<?> command, WorkingSet state, Instant now) {
        RequestKey key = RequestKey.of(command);
        String content = RequestContent.of(command);
        RequestRecord recorded = state.request(key);
        if (recorded != null) return answerAgain(command, recorded, content);
        try {
            Movement movement = move(command, state, now);
            StockLevel after = movement.after();
            long change = after.available() - movement.before().available();
            StockChanged answer =
                    new StockChanged(after.sku(), after.available(), after.reserved(), after.version(), false);
            RequestRecord request = new RequestRecord(key, content, answer, change);
            return Decision.of(answer(command, request, false), Changes.of(request, movement));
        } catch (InventoryException e) {
            return Decision.refused(e);
        }
    }

    private static Decision<?> answerAgain(StockCommand<?> command, RequestRecord recorded, String content) {
        RequestKey key = recorded.key();
        if (!recorded.content().equals(content))
            return Decision.refused(ConflictException.requestMismatch(key.sku(), key.requestId()));
        return Decision.unchanged(answer(command, recorded, true));
    }

    private static Object answer(StockCommand<?> command, RequestRecord request, boolean replayed) {
        StockChanged stock = request.answer();
        return command instanceof CountStock count
                ? new StockCounted(
                        stock.sku(),
                        count.counted(),
                        count.counted() - request.change(),
                        stock.available(),
                        stock.reserved(),
                        stock.version(),
                        replayed)
                : new StockChanged(stock.sku(), stock.available(), stock.reserved(), stock.version(), replayed);
    }

    private static Movement move(StockCommand<?> command, WorkingSet state, Instant now) {
        StockLevel stock = state.stock(command.sku());
        if (command instanceof CreateStock create) {
            if (stock != null) throw ConflictException.alreadyExists(create.sku());
            Cause cause = cause(command, LedgerReason.INITIALIZED, "", now);
            return Movements.move(StockLevel.none(create.sku()), create.available(), 0, cause);
        }
        if (stock == null) throw NotFoundException.sku(command.sku());
        if (command instanceof AdjustStock adjust) return adjust(adjust, stock, now);
        if (command instanceof SetStock set) return set(set, stock, now);
        if (command instanceof CountStock count) return count(count, stock, state, now);
        return setPolicy((SetStockPolicy) command, stock, now);
    }

    private static Movement adjust(AdjustStock command, StockLevel stock, Instant now) {
        // the delta may be Long.MIN_VALUE: compare without negating it
        if (command.delta() < 0 && stock.available() + command.delta() < 0)
            throw RefusedException.adjustmentBelowZero(stock.sku(), stock.available(), command.delta());
        return Movements.move(
                stock, command.delta(), 0, cause(command, LedgerReason.MANUAL_ADJUST, command.reason(), now));
    }

    private static Movement set(SetStock command, StockLevel stock, Instant now) {
        requireVersion(command.expectedVersion(), stock);
        Cause cause = cause(command, LedgerReason.MANUAL_SET, command.reason(), now);
        return Movements.move(stock, command.available() - stock.available(), 0, cause);
    }

    private static Movement count(CountStock command, StockLevel stock, WorkingSet state, Instant now) {
        if (command.asOf().isAfter(now)) throw RefusedException.asOfInTheFuture(command.asOf(), now);
        // else what was sold since the clock went back would not be counted as sold before the count
        if (stock.updatedAt().isAfter(now.plus(CLOCKS_DIFFER_MAX)))
            throw RefusedException.ledgerInTheFuture(stock.sku(), stock.updatedAt(), now);
        long difference = command.counted() - balance(command, stock, state);
        if (difference < 0 && stock.available() + difference < 0)
            throw RefusedException.countBelowZero(stock.sku(), stock.available(), difference);
        Cause cause = cause(command, LedgerReason.STOCK_COUNTED, command.reason(), now);
        return Movements.move(stock, difference, 0, cause);
    }

    /** All units that the ledger has for the time of counting. */
    private static long balance(CountStock command, StockLevel stock, WorkingSet state) {
        long available = stock.available();
        long reserved = stock.reserved();
        if (stock.updatedAt().isAfter(command.asOf())) {
            StockBalance then = state.balance(BalanceKey.of(command));
            if (then == null) throw RefusedException.asOfBeforeFirstEntry(stock.sku(), command.asOf());
            available = then.available();
            reserved = then.reserved();
        }
        if (available + reserved < 0) throw RefusedException.outOfRange(stock.sku());
        return available + reserved;
    }

    private static Movement setPolicy(SetStockPolicy command, StockLevel stock, Instant now) {
        requireVersion(command.expectedVersion(), stock);
        String note = "safety stock " + command.safetyStock() + ", low threshold " + command.lowThreshold();
        Cause cause = cause(command, LedgerReason.POLICY_SET, note, now);
        return Movements.policy(stock, command.safetyStock(), command.lowThreshold(), cause);
    }

    private static void requireVersion(OptionalLong expected, StockLevel stock) {
        if (expected.isPresent() && expected.getAsLong() != stock.version())
            throw ConflictException.versionMismatch(stock.sku(), expected.getAsLong(), stock.version());
    }

    private static Cause cause(StockCommand<?> command, LedgerReason reason, String note, Instant now) {
        return new Cause(reason, note, command.requestId().value(), command.actor(), now);
    }
}
