package io.inventory.jdbi.thread;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Tells virtual threads, of which Java 17 does not know yet, from the others. */
public final class PlatformThreads {
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private PlatformThreads() {}

    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    /** Whether the thread is none that an interrupt takes away from its socket, closing it. */
    public static boolean isCurrent() {
        if (IS_VIRTUAL == null) return true;
        try {
            return !(boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            return false;
        }
    }
}
