package io.inventory.jdbi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Stands between a client and PostgreSQL and cuts the connection, once a call of {@link #cut}, at a client's first COMMIT on
 * it (the driver spells it out only then, alone or with statements before it).
 */
final class CuttingProxy implements AutoCloseable {
    /** When to cut. */
    enum Cut {
        NEVER,
        /** The server does not see the COMMIT. */
        BEFORE_COMMIT,
        /** The server has committed; the client does not hear of it. */
        AFTER_COMMIT
    }

    private static final Pattern COMMIT = Pattern.compile("commit\0", Pattern.CASE_INSENSITIVE);

    private final ServerSocket listener;
    private final int serverPort;
    private final AtomicReference<Cut> cut = new AtomicReference<>(Cut.NEVER);
    private volatile boolean silent;
    private final AtomicInteger cuts = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    CuttingProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts the next connection that commits for the first time. */
    void cut(Cut how) {
        cut.set(how);
    }

    /** From now on nothing gets through, in either direction, and nobody is told. */
    void fallSilent() {
        silent = true;
    }

    /** From now on what is sent gets through again; what was sent before is lost. */
    void speakAgain() {
        silent = false;
    }

    /** How many connections were cut. */
    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            sockets.add(client);
            sockets.add(server);
            Link link = new Link(client, server);
            start(link::forward);
            start(link::back);
        }
    }

    /** One connection. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean silenced;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void forward() throws IOException {
            try (client;
                    server) {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                byte[] buffer = new byte[1 << 16];
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    Cut now = contains(buffer, length) ? cut.getAndSet(Cut.NEVER) : Cut.NEVER;
                    if (now != Cut.NEVER) cuts.incrementAndGet();
                    if (now == Cut.BEFORE_COMMIT) return;
                    silenced = now == Cut.AFTER_COMMIT;
                    if (!silent) out.write(buffer, 0, length);
                }
            }
        }

        void back() throws IOException {
            try (client;
                    server) {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                byte[] buffer = new byte[1 << 16];
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    if (silenced) return;
                    if (!silent) out.write(buffer, 0, length);
                }
            }
        }

        private static boolean contains(byte[] buffer, int length) {
            String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
            return COMMIT.matcher(text).find();
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
                "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** Cuts all connections; from now on the port refuses them. */
    void refuse() throws IOException {
        listener.close();
        for (Socket socket : sockets) socket.close();
    }

    @Override
    public void close() throws IOException {
        refuse();
    }
}
