package io.inventory.examples.faults.check;

import java.util.function.Consumer;

/**
 * What is done to a good history.
 *
 * @param property the one promise that is broken then
 */
record Damage(Property property, String name, Consumer<ShopDay> act) {
    @Override
    public String toString() {
        return property + ": " + name;
    }
}
