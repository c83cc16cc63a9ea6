package io.inventory.amqp.broker;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Connects to one of the nodes that a URI names: each time in an order that is drawn anew, so that consumers spread over the nodes
 * and one that is gone is passed over. User, password and virtual host are the same on all. Thread-safe once it is set up.
 */
final class BrokerNodes extends ConnectionFactory {
    /** The most nodes: each that does not answer takes its time before the next is tried. */
    static final int NODES_MAX = 9;

    /** What comes before the hosts, with user and password; the hosts; the virtual host. */
    private static final Pattern URI_PARTS = Pattern.compile("([^/]*//(?:[^/?#]*@)?)([^/?#]*)(.*)", Pattern.DOTALL);

    private static final int PORT_MAX = 65_535;
    private static final String ANY_HOST = "localhost";

    private final List<Address> nodes = new ArrayList<>();

    /**
     * Those of a URI whose hosts are separated by commas.
     *
     * @throws URISyntaxException if the URI is none; a host is named by its place, because what stands there may be a part of a
     *     password
     */
    static BrokerNodes of(String uri) throws URISyntaxException, GeneralSecurityException {
        Matcher parts = URI_PARTS.matcher(uri);
        if (!parts.matches()) throw new URISyntaxException("", "it is no URI");
        List<String> hosts = List.of(parts.group(2).split(",", -1));
        if (hosts.size() > NODES_MAX) throw new URISyntaxException("", "it has more than " + NODES_MAX + " hosts");
        BrokerNodes factory = new BrokerNodes();
        if (hosts.size() > 1) factory.setUri(parts.group(1) + ANY_HOST + parts.group(3));
        for (int i = 0; i < hosts.size(); i++)
            try {
                factory.add(parts.group(1) + hosts.get(i) + parts.group(3));
            } catch (URISyntaxException | IllegalArgumentException e) {
                if (hosts.size() == 1) throw e;
                throw new URISyntaxException(
                        "", "of its " + hosts.size() + " hosts number " + (i + 1) + " is not host or host:port");
            }
        for (int i = 0; i < hosts.size(); i++)
            if (factory.nodes.indexOf(factory.nodes.get(i)) < i)
                throw new URISyntaxException("", "its host number " + (i + 1) + " is there twice");
        return factory;
    }

    private void add(String uri) throws URISyntaxException, GeneralSecurityException {
        URI parsed = new URI(uri);
        // the library would take the local machine; an @ in a password that is not written as %40 is enough for that
        if (parsed.getHost() == null) throw new URISyntaxException("", "it has no host");
        // and would find out about a port that can't be when it connects
        if (parsed.getPort() == 0 || parsed.getPort() > PORT_MAX)
            throw new URISyntaxException("", "its port is not 1 to " + PORT_MAX);
        // else a host without a port would have that of the one before it
        setPort(USE_DEFAULT_PORT);
        setUri(uri);
        nodes.add(new Address(getHost(), getPort()));
    }

    int size() {
        return nodes.size();
    }

    /**
     * Where a broker is, for the log: host and port, of several nodes with commas.
     *
     * @param broker any factory
     */
    static String text(ConnectionFactory broker) {
        return broker instanceof BrokerNodes several
                ? several.nodes.stream().map(BrokerNodes::text).collect(Collectors.joining(","))
                : broker.getHost() + ":" + broker.getPort();
    }

    private static String text(Address node) {
        return node.getHost() + ":" + node.getPort();
    }

    @Override
    public Connection newConnection(String name) throws IOException, TimeoutException {
        List<Address> inSomeOrder = new ArrayList<>(nodes);
        Collections.shuffle(inSomeOrder);
        return newConnection(inSomeOrder, name);
    }
}
