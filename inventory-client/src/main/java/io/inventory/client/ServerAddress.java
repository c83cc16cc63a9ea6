package io.inventory.client;

/**
 * Where a server listens.
 *
 * @param host a name or an IP address, an IPv6 one without brackets
 * @param port 1 to 65,535
 */
record ServerAddress(String host, int port) {
    static final int PORT_DEFAULT = 9090;

    private static final int PORT_MAX = 65_535;

    /** Reads {@code host}, {@code host:port}, {@code [ipv6]} or {@code [ipv6]:port}. */
    static ServerAddress parse(String text) {
        boolean bracketed = text.startsWith("[");
        int hostEnd = bracketed ? text.indexOf(']') : text.lastIndexOf(':');
        String host = hostEnd < 0 ? text : text.substring(bracketed ? 1 : 0, hostEnd);
        String rest = hostEnd < 0 ? "" : text.substring(bracketed ? hostEnd + 1 : hostEnd);
        boolean namesHost = bracketed ? hostEnd > 1 : !host.isEmpty() && host.indexOf(':') < 0;
        if (!namesHost || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == ',' || c == '[' || c == ']'))
            throw malformed(text);
        if (rest.isEmpty()) return new ServerAddress(host, PORT_DEFAULT);
        return new ServerAddress(host, port(text, rest));
    }

    private static int port(String text, String colonAndPort) {
        if (!colonAndPort.matches(":[0-9]{1,5}")) throw malformed(text);
        int port = Integer.parseInt(colonAndPort.substring(1));
        if (port < 1 || port > PORT_MAX) throw malformed(text);
        return port;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "an address must be host:port, for example localhost:9090, is '" + text + "'");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
