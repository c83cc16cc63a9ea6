package io.inventory.client;

import org.jspecify.annotations.Nullable;

/** For what must all be done, whatever a part of it throws: Errors and undeclared exceptions too. */
final class Attempts {
    private Attempts() {}

    /**
     * Does one part.
     *
     * @param failure what a part before threw
     * @return the first that was thrown, with those that followed suppressed in it; for {@link #throwIfAny} after the last
     */
    static @Nullable Throwable attempt(Runnable part, @Nullable Throwable failure) {
        try {
            part.run();
            return failure;
        } catch (Throwable e) {
            if (failure == null) return e;
            if (failure != e) failure.addSuppressed(e);
            return failure;
        }
    }

    static void throwIfAny(@Nullable Throwable failure) {
        if (failure != null) Attempts.<RuntimeException>raise(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
    }
}
