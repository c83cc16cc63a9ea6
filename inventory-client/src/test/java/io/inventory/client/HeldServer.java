package io.inventory.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server, for calls and for streams, that answers nothing until it is let go. */
final class HeldServer implements AutoCloseable {
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final StreamServer server;

    HeldServer() throws Exception {
        server = new StreamServer(
                command -> {
                    hold();
                    command.answer();
                },
                this::hold,
                1 << 20);
    }

    private void hold() {
        called.countDown();
        Clients.await(go);
    }

    /** A client with plenty of time. */
    InventoryClient.Builder client(boolean streaming) {
        return server.client().streaming(streaming);
    }

    String address() {
        return server.address();
    }

    void awaitCall() throws InterruptedException {
        if (!called.await(Clients.PATIENCE.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("not called");
    }

    void letGo() {
        go.countDown();
    }

    @Override
    public void close() {
        letGo();
        server.close();
    }
}
