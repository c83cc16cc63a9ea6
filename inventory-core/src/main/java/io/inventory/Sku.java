package io.inventory;

/**
 * The code of something that can be stocked and sold (stock keeping unit).
 *
 * <p>1 to 128 code points, case-sensitive, without white space at the ends, control characters, line separators or
 * unpaired surrogates. Ordered by code point.
 */
public record Sku(String value) implements Comparable<Sku> {
    /** @throws InvalidRequestException naming {@code sku_id}, if the value breaks a rule above */
    public Sku {
        Identifiers.requireValid("sku_id", value);
    }

    @Override
    public int compareTo(Sku other) {
        return Characters.compareByCodePoint(value, other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
