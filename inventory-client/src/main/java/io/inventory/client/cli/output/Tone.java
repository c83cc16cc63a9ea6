package io.inventory.client.cli.output;

/** What a colour says, on a terminal that has colours. */
public enum Tone {
    /** Nothing in particular. */
    PLAIN(""),
    /** A heading. */
    BOLD("1"),
    /** As it should be. */
    GOOD("32"),
    /** Somebody should look at it. */
    WARNING("33"),
    /** Wrong, or out of stock. */
    BAD("31");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    String paint(String text, Terminal terminal) {
        return code.isEmpty() || !terminal.colors() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
