package io.inventory.examples.faults.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between processes, and makes a network of them that holds back, delays or cuts what they send. Safe for use by many
 * threads.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int BACKLOG = 100;

    private final int targetPort;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger commitsToCut = new AtomicInteger();
    private final AtomicInteger commitsCut = new AtomicInteger();
    private final Protocol protocol;
    private final Object passage = new Object();
    private boolean isHeld;
    private volatile long delayMillis;
    private volatile @Nullable Ambush ambush;

    /** What is spoken through it. */
    enum Protocol {
        POSTGRESQL,
        AMQP
    }

    /** Takes connections for a port of this machine. */
    FaultProxy(int targetPort, Protocol protocol) {
        this.targetPort = targetPort;
        this.protocol = protocol;
        try {
            listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** A black hole: nothing gets through, and nobody is told. What was sent comes after {@link #release}, as from TCP. */
    public void hold() {
        synchronized (passage) {
            isHeld = true;
        }
    }

    /** Ends {@link #hold}. */
    public void release() {
        synchronized (passage) {
            isHeld = false;
            passage.notifyAll();
        }
    }

    /** From now on each piece waits this long, in both directions; zero for not at all. */
    public void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    /** Resets all connections that there are. */
    public void reset() {
        links.forEach(Link::reset);
    }

    /** Cuts so many connections, each when its COMMIT of something written was sent, and before the answer comes back. */
    public void cutAfterCommit(int count) {
        commitsToCut.addAndGet(count);
    }

    /**
     * Does something, once, when a connection comes to a point of this protocol. The connection waits for it; what was about
     * to be sent is lost then.
     */
    public void at(Point point, Runnable action) {
        ambush = new Ambush(point, action);
    }

    /** Ends {@link #at}, if nothing has come to that point. */
    public void forget() {
        ambush = null;
    }

    private void reached(Point point) throws IOException {
        Ambush waiting = ambush;
        if (waiting != null && waiting.reached(point)) throw new IOException("ends here: " + point);
    }

    /** How many were cut in that way. */
    public int commitsCut() {
        return commitsCut.get();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            start(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        } catch (IOException e) {
            client.close();
            return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Link link = new Link(client, server);
        links.add(link);
        start(link::back);
        link.forward();
    }

    private void awaitPassage() throws IOException {
        try {
            if (delayMillis > 0) Thread.sleep(delayMillis);
            synchronized (passage) {
                while (isHeld) passage.wait();
            }
        } catch (InterruptedException e) {
            throw new IOException("stopped", e);
        }
    }

    /** One connection. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private final CommitWatch commits = new CommitWatch();
        private final AmqpWatch sent = new AmqpWatch(true);
        private final AmqpWatch received = new AmqpWatch(false);
        private volatile boolean isCut;
        private volatile boolean awaitsCommit;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void forward() throws IOException {
            try (client;
                    server) {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    awaitPassage();
                    if (protocol == Protocol.AMQP) sendToBroker(out, buffer, length);
                    else if (commits.sees(buffer, length)) sendCommit(out, buffer, length);
                    else out.write(buffer, 0, length);
                }
            } finally {
                links.remove(this);
            }
        }

        private void sendToBroker(OutputStream out, byte[] buffer, int length) throws IOException {
            sent.read(buffer, length);
            boolean isAck = sent.sawAck();
            if (sent.sawPublish()) reached(Point.BEFORE_PUBLISH);
            if (isAck) reached(Point.BEFORE_ACK);
            out.write(buffer, 0, length);
            if (isAck) reached(Point.AFTER_ACK);
        }

        private void sendCommit(OutputStream out, byte[] buffer, int length) throws IOException {
            reached(Point.BEFORE_COMMIT);
            awaitsCommit = true;
            isCut = take(commitsToCut);
            out.write(buffer, 0, length);
            if (isCut) finishWithoutAnswer();
        }

        private static boolean take(AtomicInteger count) {
            return count.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        }

        /** The server gets all that was sent and carries it out; the client sees its connection reset. */
        private void finishWithoutAnswer() throws IOException {
            server.shutdownOutput();
            commitsCut.incrementAndGet();
            reset(client);
            server.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        void back() throws IOException {
            try {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    awaitPassage();
                    if (isCut) return;
                    answered(buffer, length);
                    out.write(buffer, 0, length);
                }
                client.shutdownOutput();
            } catch (IOException e) {
                if (!isCut) reset();
            }
        }

        private void answered(byte[] buffer, int length) throws IOException {
            if (protocol == Protocol.AMQP) {
                received.read(buffer, length);
                if (received.sawAck()) reached(Point.AFTER_PUBLISH);
            } else if (awaitsCommit) {
                awaitsCommit = false;
                reached(Point.AFTER_COMMIT);
            }
        }

        void reset() {
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // it was closed before
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one of the two ends has gone, which is what this class is for
                    }
                },
                "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        release();
        reset();
    }
}
