package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When nobody answers, callers hear of it within the deadline. */
@Timeout(60)
class UnreachableServerTest {
    private static final int CONNECTIONS_MAX = 20;

    @Test
    void aPortThatNobodyListensOnIsUnavailableWithinTheDeadline() throws IOException {
        assertUnavailable("127.0.0.1:" + Clients.freePort());
    }

    @Test
    void aServerThatNeverAnswersIsUnavailableWithinTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertUnavailable("127.0.0.1:" + silent.getLocalPort());
        }
    }

    /** As where a firewall drops what is sent: nothing refuses the connection. */
    @Test
    void aHostThatAnswersNoConnectionIsLeftLongBeforeTheDeadline() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, waiting);
            try (Inventory client = InventoryClient.builder("127.0.0.1:" + full.getLocalPort())
                    .deadline(Clients.PATIENCE)
                    .build()) {
                long start = System.nanoTime();
                assertThat(Clients.failure(client)).hasMessageContaining("cannot be reached (connection timed out");
                assertThat(Clients.millisSince(start))
                        .isLessThan(InventoryClient.CONNECT_MAX.plusSeconds(12).toMillis());
            }
        } finally {
            for (Socket socket : waiting) socket.close();
        }
    }

    /** Connects until the kernel drops further attempts. */
    private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new AssertionError("all of " + CONNECTIONS_MAX + " connections were taken");
    }

    @Test
    void anUnknownHostIsUnavailableWithinTheDeadline() {
        assertUnavailable("no-such-host.invalid:9090");
    }

    @Test
    void aServerThatHangsIsUnavailableAtTheDeadline() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> Clients.await(end))) {
            assertUnavailable(server.address());
            end.countDown();
        }
    }

    @Test
    void aFailureShowsWhereTheCallerAsked() throws IOException {
        try (Inventory client = InventoryClient.connect("127.0.0.1:" + Clients.freePort())) {
            assertThat(Clients.failure(client).getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("aFailureShowsWhereTheCallerAsked"));
        }
    }

    private static void assertUnavailable(String address) {
        try (Inventory client = InventoryClient.builder(address)
                .deadline(Duration.ofMillis(700))
                .build()) {
            long start = System.nanoTime();
            InventoryException failure = Clients.failure(client);
            assertThat(Clients.millisSince(start)).isLessThan(2_000);
            assertThat(failure).isInstanceOf(UnavailableException.class);
            assertThat(failure.getMessage())
                    .startsWith("inventory service unavailable")
                    .contains(address);
        }
    }
}
