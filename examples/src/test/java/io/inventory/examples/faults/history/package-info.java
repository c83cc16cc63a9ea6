/** What happened: calls and messages as their senders saw them, what the broker gave out, and what the database holds. */
@NullMarked
package io.inventory.examples.faults.history;

import org.jspecify.annotations.NullMarked;
