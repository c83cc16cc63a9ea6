package io.inventory.client;

import io.inventory.InventoryException;
import io.inventory.Signal;

/**
 * Is told what happens in an inventory, by {@link InventoryClient#watchSignals}. Its methods are called one after another, on
 * threads that {@link InventoryClient#watchSignals} names, and may block: the next signal is not read meanwhile.
 */
public interface SignalListener {
    /**
     * A signal. It was dealt with when this returns. Who is to go on after it later, in another process, keeps the token, best
     * in one transaction with what it does.
     *
     * <p>What this throws ends the subscription, and {@link #onError} gets it; the token of the signal before this one is
     * kept, so that a subscription after that begins with this one again. So catch here what may be passed over.
     *
     * @param resumeToken for {@link SignalBegin#after}
     */
    void onSignal(Signal signal, String resumeToken);

    /**
     * There was no signal: all up to this position were given. Called once the watch has begun, and at least every 30
     * seconds without a signal. What this throws ends the subscription too.
     *
     * @param resumeToken for {@link SignalBegin#after}
     */
    default void onPosition(String resumeToken) {}

    /**
     * The subscription has ended, and nothing else follows. Not called when it was closed.
     *
     * @param failure with the reason {@link io.inventory.ErrorReason#SIGNALS_PRUNED} if what follows the last position is not
     *     kept any more; {@link io.inventory.ErrorReason#INVALID_ARGUMENT} if the inventory gave no such token; {@link
     *     io.inventory.ErrorReason#INTERNAL} if the server failed, is too old, told something that this client does not know
     *     yet, or if this listener threw (then that is the cause); {@link io.inventory.ErrorReason#UNAVAILABLE} if the client
     *     was closed, or was told not to retry
     */
    void onError(InventoryException failure);
}
