package io.inventory.jdbi.cli;

import java.util.regex.Pattern;

/** Takes passwords out of what is shown to people. */
public final class Redaction {
    private static final String HIDDEN = "***";
    /** Up to where another parameter begins: a password may hold a separator of its own, which the driver takes for a part of it. */
    private static final String PASSWORD = "(?i)(passw(?:or)?d=)(?:(?![&;][A-Za-z_]\\w*=)\\S)*+";

    /** {@code password=}, {@code sslpassword=}, {@code trustStorePassword=} in a URL of any kind. */
    private static final Pattern PARAMETER = Pattern.compile(PASSWORD);

    /** From the slashes to the last @ before the path: a password may hold an @ of its own. */
    private static final Pattern USER_INFO = Pattern.compile("//[^/?\\s]*@");

    private Redaction() {}

    /** A URL, or text with URLs in it, without user information and passwords. */
    public static String of(String text) {
        String withoutParameters = PARAMETER.matcher(text).replaceAll("$1" + HIDDEN);
        return USER_INFO.matcher(withoutParameters).replaceAll("//" + HIDDEN + "@");
    }

    /** What is shown in place of a secret: nothing if there is none. */
    static String hidden(String secret) {
        return secret.isEmpty() ? "" : HIDDEN;
    }
}
