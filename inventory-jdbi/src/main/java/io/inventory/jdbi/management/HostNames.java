package io.inventory.jdbi.management;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which names a port may be called. A page of a stranger, open in the browser of somebody on this machine, can have its own name
 * lead to loopback (DNS rebinding), and then read what is there; it can't have the name of loopback itself.
 */
final class HostNames {
    private static final Pattern OF_LOOPBACK =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private HostNames() {}

    /**
     * Whether a request may be meant for an address.
     *
     * @param host the header that says by which name it was called
     */
    static boolean fit(InetAddress listening, @Nullable String host) {
        return !listening.isLoopbackAddress()
                || (host != null && OF_LOOPBACK.matcher(host).matches());
    }
}
