package io.inventory.jdbi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports for processes of tests. */
public final class Ports {
    private static final int FIRST = 15_000;
    private static final int LAST = 30_000;
    private static final int TRIES = 200;

    private Ports() {}

    /** One that connections to elsewhere do not take before its process has begun, or while it is away. */
    public static int free() {
        int first = ThreadLocalRandom.current().nextInt(FIRST, LAST);
        return IntStream.range(first, first + TRIES)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port behind " + first));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
