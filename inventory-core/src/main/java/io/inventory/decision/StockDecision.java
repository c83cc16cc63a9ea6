package io.inventory.decision;

import io.inventory.AdjustStock;
import io.inventory.ConflictException;
import io.inventory.CreateStock;
import io.inventory.InventoryException;
import io.inventory.LedgerReason;
import io.inventory.NotFoundException;
import io.inventory.RefusedException;
import io.inventory.SetStock;
import io.inventory.Sku;
import io.inventory.StockChanged;
import io.inventory.StockCommand;

/** Decides the operators' commands. The request is looked up first: only a new one is held against the stock. */
final class StockDecision {
    private StockDecision() {}

    static Decision<StockChanged> decide(StockCommand command, WorkingSet state) {
        RequestKey key = RequestKey.of(command);
        String content = RequestContent.of(command);
        RequestRecord recorded = state.request(key);
        if (recorded != null) return answerAgain(recorded, content);
        try {
            Movement movement = move(command, state);
            StockChanged answer = new StockChanged(
                    command.sku(), movement.availableAfter(), movement.reservedAfter(), movement.version(), false);
            return Decision.of(answer, Changes.of(new RequestRecord(key, content, answer), movement));
        } catch (InventoryException e) {
            return Decision.refused(e);
        }
    }

    private static Decision<StockChanged> answerAgain(RequestRecord recorded, String content) {
        RequestKey key = recorded.key();
        if (!recorded.content().equals(content))
            return Decision.refused(ConflictException.requestMismatch(key.sku(), key.requestId()));
        StockChanged first = recorded.answer();
        return Decision.unchanged(
                new StockChanged(first.sku(), first.available(), first.reserved(), first.version(), true));
    }

    private static Movement move(StockCommand command, WorkingSet state) {
        Sku sku = command.sku();
        String requestId = command.requestId().value();
        StockLevel stock = state.stock(sku);
        if (command instanceof CreateStock create) {
            if (stock != null) throw ConflictException.alreadyExists(sku);
            StockLevel nothing = new StockLevel(sku, 0, 0, 0);
            return Movements.move(nothing, create.available(), 0, LedgerReason.INITIALIZED, "", requestId);
        }
        if (stock == null) throw NotFoundException.sku(sku);
        if (command instanceof AdjustStock adjust) return adjust(adjust, stock);
        return set((SetStock) command, stock);
    }

    private static Movement adjust(AdjustStock command, StockLevel stock) {
        // the delta may be Long.MIN_VALUE: compare without negating it
        if (command.delta() < 0 && stock.available() + command.delta() < 0)
            throw RefusedException.adjustmentBelowZero(stock.sku(), stock.available(), command.delta());
        return Movements.move(
                stock,
                command.delta(),
                0,
                LedgerReason.MANUAL_ADJUST,
                command.reason(),
                command.requestId().value());
    }

    private static Movement set(SetStock command, StockLevel stock) {
        if (command.expectedVersion().isPresent() && command.expectedVersion().getAsLong() != stock.version())
            throw ConflictException.versionMismatch(
                    stock.sku(), command.expectedVersion().getAsLong(), stock.version());
        return Movements.move(
                stock,
                command.available() - stock.available(),
                0,
                LedgerReason.MANUAL_SET,
                command.reason(),
                command.requestId().value());
    }
}
