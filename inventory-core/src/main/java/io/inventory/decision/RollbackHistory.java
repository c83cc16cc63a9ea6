package io.inventory.decision;

import io.inventory.ConflictException;
import io.inventory.LineBalance;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.RefusedException;
import io.inventory.RollbackId;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an order took and gave back, and the answers that its rollbacks got: each follows from the recorded lines. Those of an order
 * that was compacted are told from others by their fingerprints, and its answers have none.
 */
final class RollbackHistory {
    private final OrderRecord order;
    private final Map<Sku, LineRecord> lines = new HashMap<>();

    RollbackHistory(OrderRecord order) {
        this.order = order;
        for (LineRecord line : order.lines()) lines.put(line.sku(), line);
    }

    /**
     * Does nothing if the order was compacted: what it had it has given back, whatever that was.
     *
     * @throws RefusedException if the order does not have the line's SKU, or ordered less of it
     */
    void requireOrdered(OrderLine line) {
        if (order.isCompacted()) return;
        LineRecord ordered = lines.get(line.sku());
        long quantity = ordered == null ? 0 : ordered.quantity();
        if (line.quantity() > quantity) throw RefusedException.rollbackExceedsOrder(order.id(), line, quantity);
    }

    boolean isWholeOrder(List<OrderLine> asked) {
        return order.hasLines(asked);
    }

    /** Everything that the order still has. */
    List<OrderLine> outstanding() {
        return order.lines().stream()
                .filter(line -> line.outstanding() > 0)
                .map(line -> new OrderLine(line.sku(), line.outstanding()))
                .toList();
    }

    /**
     * The sequence number of the rollback of that id, or 0 if there was none.
     *
     * @throws ConflictException if it had other lines
     */
    int sequenceOf(RollbackId id, List<OrderLine> asked) {
        for (int i = 0; i < order.rollbacks().size(); i++) {
            RollbackRecord rollback = order.rollbacks().get(i);
            if (!id.equals(rollback.id())) continue;
            if (!gaveBack(i + 1, asked)) throw ConflictException.rollbackMismatch(order.id(), id);
            return i + 1;
        }
        return 0;
    }

    private boolean gaveBack(int sequence, List<OrderLine> asked) {
        ContentFingerprints fingerprints = order.fingerprints();
        return fingerprints == null
                ? order.rollbacks().get(sequence - 1).lines().equals(asked)
                : fingerprints.isOfRollback(sequence, asked);
    }

    /**
     * The lines that no rollback without an id gave back before.
     *
     * @throws ConflictException if one gave such a line back in another quantity
     */
    List<OrderLine> notYetReturned(List<OrderLine> asked) {
        List<OrderLine> fresh = new ArrayList<>();
        Map<Sku, Long> returned = new HashMap<>();
        for (RollbackRecord rollback : order.rollbacks())
            if (rollback.id() == null)
                for (OrderLine line : rollback.lines()) returned.put(line.sku(), line.quantity());
        for (OrderLine line : asked) {
            Long before = returned.get(line.sku());
            if (before == null) fresh.add(line);
            else if (before != line.quantity()) throw ConflictException.rollbackMismatch(order.id(), line.sku());
        }
        return fresh;
    }

    /** The answer that a rollback of these lines without an id got: that of the last rollback that gave one of them. */
    RolledBack answerTo(List<OrderLine> asked) {
        if (order.isCompacted()) return compactedAnswerTo(asked);
        int last = 0;
        for (OrderLine line : asked) {
            int sequence = anonymousSequenceOf(line);
            if (sequence == 0) return finalAnswer();
            last = Math.max(last, sequence);
        }
        return answer(last);
    }

    /** That of the rollback that gave back just these lines, or else that of the order's end. */
    private RolledBack compactedAnswerTo(List<OrderLine> asked) {
        for (int sequence = 1; sequence <= order.rollbacks().size(); sequence++)
            if (order.rollbacks().get(sequence - 1).id() == null && gaveBack(sequence, asked)) return answer(sequence);
        return finalAnswer();
    }

    private int anonymousSequenceOf(OrderLine line) {
        for (int i = 0; i < order.rollbacks().size(); i++) {
            RollbackRecord rollback = order.rollbacks().get(i);
            if (rollback.id() == null && rollback.lines().contains(line)) return i + 1;
        }
        return 0;
    }

    /** The recorded answer of a rollback, given again. */
    RolledBack answer(int sequence) {
        return answer(sequence, true);
    }

    /** The answer of the rollback of that sequence number: the order as it was then. */
    RolledBack answer(int sequence, boolean replayed) {
        Map<Sku, Long> returned = new HashMap<>();
        for (RollbackRecord rollback : order.rollbacks().subList(0, sequence))
            for (OrderLine line : rollback.lines()) returned.merge(line.sku(), line.quantity(), Long::sum);
        List<LineBalance> balances = order.lines().stream()
                .map(line -> new LineBalance(
                        line.sku(), line.quantity(), line.quantity(), returned.getOrDefault(line.sku(), 0L)))
                .toList();
        RollbackRecord rollback = order.rollbacks().get(sequence - 1);
        return new RolledBack(
                order.id(),
                rollback.statusAfter(),
                balances,
                rollback.lines(),
                Optional.ofNullable(rollback.id()),
                sequence,
                replayed,
                order.isCompacted());
    }

    /** The order's end: the answer of the rollback that left nothing, or what the expiry gave back. */
    RolledBack finalAnswer() {
        return switch (order.status()) {
            case EXPIRED -> answerOfExpiry();
            case ROLLED_BACK -> answer(order.rollbacks().size());
            case DEDUCTED, RESERVED, REJECTED, CANCELED ->
                throw new IllegalStateException("order " + order.id() + " is " + order.status() + ", not given back");
        };
    }

    private RolledBack answerOfExpiry() {
        Map<Sku, Long> before = new HashMap<>();
        for (RollbackRecord rollback : order.rollbacks())
            for (OrderLine line : rollback.lines()) before.merge(line.sku(), line.quantity(), Long::sum);
        List<OrderLine> expired = order.lines().stream()
                .filter(line -> line.quantity() > before.getOrDefault(line.sku(), 0L))
                .map(line -> new OrderLine(line.sku(), line.quantity() - before.getOrDefault(line.sku(), 0L)))
                .toList();
        List<LineBalance> balances =
                order.lines().stream().map(LineRecord::balance).toList();
        return new RolledBack(
                order.id(), OrderStatus.EXPIRED, balances, expired, Optional.empty(), 0, true, order.isCompacted());
    }
}
