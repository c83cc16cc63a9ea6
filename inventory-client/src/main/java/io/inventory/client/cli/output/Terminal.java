package io.inventory.client.cli.output;

/**
 * What the output goes to.
 *
 * @param interactive whether a person sees it, and can be asked
 * @param columns how wide it is, in columns; {@link #UNLIMITED} where nothing is to be shortened
 * @param colors whether it shows colours
 */
public record Terminal(boolean interactive, int columns, boolean colors) {
    /** The width of what is no terminal. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** The width of a terminal that does not say. */
    public static final int COLUMNS_DEFAULT = 80;

    /** A file or another program. */
    public static final Terminal NONE = new Terminal(false, UNLIMITED, false);
}
