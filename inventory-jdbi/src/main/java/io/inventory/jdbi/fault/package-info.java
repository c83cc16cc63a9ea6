/**
 * What a failure of the store means, and what its caller and the operator are told. Knows SQLStates; knows nothing of what was
 * to be done.
 */
@NullMarked
package io.inventory.jdbi.fault;

import org.jspecify.annotations.NullMarked;
