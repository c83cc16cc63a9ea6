package io.inventory.grpc.security;

import io.grpc.Context;
import java.util.Optional;

/**
 * Who calls, as its token or certificate says.
 *
 * @param name the name in the callers file
 * @param role what it may do
 */
public record Caller(String name, Role role) {
    static final Context.Key<Caller> KEY = Context.key("inventory-caller");

    /** The caller of the call that this thread handles; empty where callers are not told apart. */
    public static Optional<Caller> current() {
        return Optional.ofNullable(KEY.get());
    }
}
