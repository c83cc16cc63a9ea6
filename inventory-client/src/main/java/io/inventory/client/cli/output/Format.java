package io.inventory.client.cli.output;

/** How answers are printed. */
public enum Format {
    /** For people: aligned, with relative times; it may look otherwise in another version. */
    TABLE,
    /** For programs: one JSON object a line. */
    JSON,
    /** For programs and spreadsheets: RFC 4180, with a header. */
    CSV
}
