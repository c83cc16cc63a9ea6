/**
 * The contract under stress: callers whose continuations block, callers that are interrupted, and a flood of readers, all
 * beside the tests. It knows the public interface of an inventory alone.
 */
@NullMarked
package io.inventory.contract.stress;

import org.jspecify.annotations.NullMarked;
