/**
 * Who waits, for how long, and on which thread an answer is given, whatever is asked for: requests become batches, and their
 * verdicts answers. Knows nothing of transactions, or of what a request means.
 */
@NullMarked
package io.inventory.jdbi.batch;

import org.jspecify.annotations.NullMarked;
