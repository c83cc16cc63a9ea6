package io.inventory.examples.faults.check;

/** What the inventory promises, whatever fails. */
public enum Property {
    /** Opening plus all changes is what is available, and the same of what is reserved; neither was ever below zero. */
    STOCK_IS_SUM_OF_LEDGER,
    /** The versions of a SKU are 1, 2, 3, ... up to that of its stock. */
    VERSIONS_WITHOUT_GAP,
    /** Each balance is the one before plus the change. */
    BALANCE_FOLLOWS,
    /** What was acknowledged is there, once. */
    ACKNOWLEDGED_ONCE,
    /** What nobody knows of is there at most once, and as a whole. */
    UNKNOWN_AT_MOST_ONCE,
    /** What was refused is not there. */
    REFUSED_NOT_AT_ALL,
    /** Nothing is there that nobody asked for. */
    NOTHING_UNASKED,
    /** What was acknowledged before something else of the same SKU began has the smaller version. */
    REAL_TIME_ORDER,
    /** What was answered is what the database has recorded: a balance, a rejection, what was given back. */
    ANSWER_IS_RECORDED,
    /** Who was refused for want of stock came when there was as little as was said. */
    REFUSALS_ARE_TRUE,
    /** An order ended in one way, and its row says the same as its ledger. */
    ONE_OUTCOME,
    /** What was answered first is what was answered ever after. */
    ANSWER_NEVER_CHANGES,
    /** A reservation that nobody ended was held for as long as was asked for, whatever the clocks said. */
    HELD_AS_LONG_AS_ASKED,
    /** A transition has one event with one content, however often it comes. */
    ONE_EVENT_A_TRANSITION,
    /** Each message that the broker had taken was answered. */
    NO_MESSAGE_LOST,
    /** Sold out and back take turns, so do low and recovered; each edge of the ledger is one, and was published. */
    SIGNALS_ALTERNATE,
    /** What was read is a balance of the ledger. */
    READS_NOT_TORN,
    /** Who reads sees all that was acknowledged before, and nothing older than what was read before. */
    READS_GO_FORWARD
}
