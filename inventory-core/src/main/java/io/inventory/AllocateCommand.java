package io.inventory;

import java.util.List;

/**
 * A command that makes a new order and takes its units: all lines or none.
 *
 * @param <A> the outcome's type
 */
public sealed interface AllocateCommand<A> extends OrderCommand<A> permits Deduct, Reserve {
    /** What the order takes: merged by SKU, sorted by SKU, not empty. */
    List<OrderLine> lines();

    /** Whether the units are sold or held. Together with the lines it is the order's content. */
    Origin origin();
}
