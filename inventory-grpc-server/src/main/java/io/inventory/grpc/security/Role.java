package io.inventory.grpc.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do; each role may do what the one before it may. */
public enum Role {
    /** Queries: stocks, orders, ledger, signals. */
    READER,
    /** The commands of orders: deduct, reserve, confirm, extend, roll back. */
    ORDER,
    /** Everything: stocks too are created, adjusted, set and counted. */
    OPERATOR;

    /** Whether who has this role may do what {@code needed} may. */
    boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The role of that name, as operators write it. */
    static Optional<Role> of(String name) {
        return Arrays.stream(values())
                .filter(role -> role.toString().equals(name))
                .findFirst();
    }

    /** As operators write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
