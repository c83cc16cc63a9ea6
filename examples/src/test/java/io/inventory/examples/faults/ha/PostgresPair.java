package io.inventory.examples.faults.ha;

import io.inventory.examples.faults.ha.PatroniNode.Timing;
import io.inventory.jdbi.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * Two PostgreSQL servers, of which the standby has each commit before it is answered, and takes the primary's place by itself when
 * that is lost: by Patroni, with an etcd of one node. Not thread-safe.
 */
final class PostgresPair implements AutoCloseable {
    /** For a copy of the data, a recovery and some rounds of Patroni's on a busy machine. */
    private static final Duration WHOLE_MAX = Duration.ofMinutes(4);

    private final PatroniNode one;
    private final PatroniNode two;
    private final List<PatroniNode> nodes;
    private final Process etcd;
    private final Thread atExit = new Thread(this::close);

    private PostgresPair(Path folder, Timing timing) {
        int etcdPort = Ports.free();
        one = new PatroniNode("one", folder, timing, etcdPort);
        two = new PatroniNode("two", folder, timing, etcdPort);
        nodes = List.of(one, two);
        // last, so that it does not run if one of them can't be
        etcd = startEtcd(folder.resolve("etcd"), etcdPort, Ports.free());
    }

    private static Process startEtcd(Path folder, int port, int peerPort) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String url = "http://127.0.0.1:" + port;
        String peerUrl = "http://127.0.0.1:" + peerPort;
        return Programs.start(
                folder,
                List.of(
                        Programs.etcd().toString(),
                        "--name=alone",
                        "--data-dir=" + folder.resolve("data"),
                        "--listen-client-urls=" + url,
                        "--advertise-client-urls=" + url,
                        "--listen-peer-urls=" + peerUrl,
                        "--initial-advertise-peer-urls=" + peerUrl,
                        "--initial-cluster=alone=" + peerUrl));
    }

    /** Starts both, and waits until one is the primary and the other has all that it has. */
    static PostgresPair start(Path folder, Timing timing) {
        PostgresPair pair = new PostgresPair(folder, timing);
        Runtime.getRuntime().addShutdownHook(pair.atExit);
        try {
            // one after the other, because both would begin with an empty database
            pair.one.start();
            pair.awaitPrimary(pair.one);
            pair.two.start();
            pair.awaitWhole();
            return pair;
        } catch (RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    /** Of whichever is the primary. */
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + one.port() + ",127.0.0.1:" + two.port()
                + "/postgres?targetServerType=primary";
    }

    /** The one that takes changes. */
    PatroniNode primary() {
        return Awaitility.await("there is a primary")
                .atMost(WHOLE_MAX)
                .until(() -> nodes.stream().filter(PatroniNode::isPrimary).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    PatroniNode otherThan(PatroniNode node) {
        return node == one ? two : one;
    }

    void awaitPrimary(PatroniNode node) {
        Awaitility.await(node + " is the primary").atMost(WHOLE_MAX).until(node::isPrimary);
    }

    /** Waits until there is a primary and a standby that may take its place. */
    void awaitWhole() {
        Awaitility.await("there is a primary and a synchronous standby")
                .atMost(WHOLE_MAX)
                .until(() -> nodes.stream().anyMatch(PatroniNode::isPrimary)
                        && nodes.stream().anyMatch(PatroniNode::isSynchronousStandby));
    }

    @Override
    public void close() {
        // each of them also if another can't be killed
        try (one;
                two) {
            etcd.destroyForcibly();
        }
    }
}
