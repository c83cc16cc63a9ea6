package io.inventory.examples.faults.cluster;

/** A moment in what a process does with an order, as it is seen on its connections. */
public enum Point {
    /** It has sent the COMMIT, which the database does not get. */
    BEFORE_COMMIT,
    /** The database has committed and said so; the process does not hear it. */
    AFTER_COMMIT,
    /** It has sent an event, which the broker does not get. */
    BEFORE_PUBLISH,
    /** The broker has confirmed the event; the process does not hear it. */
    AFTER_PUBLISH,
    /** It has the confirm, and has sent the acknowledgement, which the broker does not get. */
    BEFORE_ACK,
    /** The broker has got the acknowledgement. */
    AFTER_ACK
}
