/** A database and a broker that go on when one of their machines is lost, and whether the inventory goes on with them. */
@NullMarked
package io.inventory.examples.faults.ha;

import org.jspecify.annotations.NullMarked;
