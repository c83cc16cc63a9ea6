package io.inventory.jdbi.sql;

/** Enum constants, which the tables hold by name. */
final class Constants {
    private Constants() {}

    /** @throws UnreadableValueException if this version has no constant of that name */
    static <E extends Enum<E>> E read(Class<E> type, String column, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw UnreadableValueException.unknown(column, name);
        }
    }
}
