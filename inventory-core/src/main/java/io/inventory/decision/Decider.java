package io.inventory.decision;

import io.inventory.Actor;
import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.Expire;
import io.inventory.ExpireOutcome;
import io.inventory.Extend;
import io.inventory.OrderCommand;
import io.inventory.RefusedException;
import io.inventory.Rollback;
import io.inventory.StockCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way into the decision core: one command, decided against the state that it names. Thread-safe. */
public final class Decider {
    private final Duration reservationMax;

    /** @param reservationMax for how long a reservation may be held by extensions, counted from the order's creation */
    public Decider(Duration reservationMax) {
        this.reservationMax = reservationMax;
    }

    /**
     * Decides a command. The changes, if any, are passed to {@code store} and applied to {@code state}; they are to be
     * stored before anybody gets the verdict. Whatever is thrown, by {@code store} too, leaves {@code state} as it was.
     *
     * @param state holds what is recorded of the command's order or request, the stock of every SKU that the command or
     *     that order names, and the balance that a stock-taking is held against
     * @param now the store's time in whole microseconds, read after the order was locked
     */
    public <A> Verdict<A> decide(Command<A> command, WorkingSet state, Instant now, Consumer<Changes> store) {
        Decision<A> decision = decide(command, state, now);
        if (!decision.changes().isEmpty()) {
            store.accept(decision.changes());
            state.apply(decision.changes());
        }
        return decision.verdict();
    }

    /** The command's type parameter is that of its kind's outcome, which is what its decision makes. */
    @SuppressWarnings("unchecked")
    private <A> Decision<A> decide(Command<A> command, WorkingSet state, Instant now) {
        if (command instanceof StockCommand<A> stockCommand)
            return (Decision<A>) StockDecision.decide(stockCommand, state, now);
        OrderCommand<A> orderCommand = (OrderCommand<A>) command;
        OrderRecord order = state.order(orderCommand.orderId());
        return order != null && order.isOverdue(now)
                ? decideOverdue(orderCommand, order, state, now)
                : decide(orderCommand, order, state, now);
    }

    /** An overdue reservation expires whatever the command, and an expired order is changed by none. */
    private <A> Decision<A> decideOverdue(OrderCommand<A> command, OrderRecord order, WorkingSet state, Instant now) {
        try {
            Actor actor = command instanceof Expire expire ? expire.actor() : Actor.NOBODY;
            Expiry expiry = Expiry.of(order, state, actor, now);
            Verdict<A> verdict = command instanceof Expire
                    ? expired(order)
                    : decide(command, expiry.order(), state, now).verdict();
            return new Decision<>(verdict, expiry.changes());
        } catch (RefusedException e) {
            return Decision.refused(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <A> Verdict<A> expired(OrderRecord order) {
        return (Verdict<A>) new Verdict.Outcome<ExpireOutcome>(new ExpireOutcome.Expired(order.id(), false));
    }

    @SuppressWarnings("unchecked")
    private <A> Decision<A> decide(
            OrderCommand<A> command, @Nullable OrderRecord order, WorkingSet state, Instant now) {
        if (command instanceof AllocateCommand<?> allocate)
            return (Decision<A>) AllocateDecision.decide(allocate, order, state, now);
        if (command instanceof Confirm confirm) return (Decision<A>) ConfirmDecision.decide(confirm, order, state, now);
        if (command instanceof Extend extend)
            return (Decision<A>) ExtendDecision.decide(extend, order, reservationMax, now);
        if (command instanceof Expire expire) return (Decision<A>) ExpireDecision.decide(expire, order);
        return (Decision<A>) RollbackDecision.decide((Rollback) command, order, state, now);
    }
}
