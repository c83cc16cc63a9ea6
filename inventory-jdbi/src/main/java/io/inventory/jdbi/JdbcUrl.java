package io.inventory.jdbi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL and the password that stood in it. Drivers put the URL into what they log and throw, so they get it without.
 *
 * @param text the URL without the password
 * @param password the password; empty if the URL has none
 */
record JdbcUrl(String text, String password) {
    private static final Pattern POSTGRESQL = Pattern.compile("(?<=[?&])password=([^&]*)(&|$)");
    private static final Pattern H2 = Pattern.compile("(?i);PASSWORD=((?:\\\\.|[^;\\\\])*+)");
    /** PostgreSQL's driver would look for a host of that name, and say so. */
    private static final Pattern USER_BEFORE_HOST = Pattern.compile("jdbc:postgresql://[^/?]*@.*");

    /** @throws SetupException if it has user and password where the driver takes them for a host */
    static JdbcUrl of(String url) {
        if (USER_BEFORE_HOST.matcher(url).matches())
            throw new SetupException(
                    "the database URL has a user before its host, which PostgreSQL's driver does not know;"
                            + " give user and password apart from the URL");
        Matcher matcher = (url.startsWith("jdbc:h2:") ? H2 : POSTGRESQL).matcher(url);
        if (!matcher.find()) return new JdbcUrl(url, "");
        String password = matcher.group(1);
        return url.startsWith("jdbc:h2:")
                ? new JdbcUrl(matcher.replaceAll(""), password)
                : new JdbcUrl(matcher.replaceAll("").replaceFirst("[?&]$", ""), decoded(password));
    }

    private static String decoded(String password) {
        try {
            return URLDecoder.decode(password, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SetupException("the password in the database URL is not URL-encoded; write % as %25");
        }
    }

    /**
     * The password to log in with.
     *
     * @param given the one that was given apart from the URL; empty if none was
     * @throws SetupException if the two differ
     */
    String passwordOr(String given) {
        if (password.isEmpty()) return given;
        if (given.isEmpty() || given.equals(password)) return password;
        throw new SetupException(
                "the database URL has a password, and another is given apart from it; give one of them");
    }
}
