package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.InventoryException;
import io.inventory.Signal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Keeps what it is told. */
class Watcher implements SignalListener {
    final List<String> tokens = new CopyOnWriteArrayList<>();
    final List<String> positions = new CopyOnWriteArrayList<>();
    final CompletableFuture<InventoryException> failure = new CompletableFuture<>();

    @Override
    public void onSignal(Signal signal, String resumeToken) {
        tokens.add(resumeToken);
    }

    @Override
    public void onPosition(String resumeToken) {
        positions.add(resumeToken);
    }

    @Override
    public void onError(InventoryException failure) {
        assertThat(this.failure.complete(failure)).isTrue();
    }

    Watcher await(String lastToken) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> tokens.contains(lastToken) || positions.contains(lastToken) || failure.isDone());
        assertThat(failure).isNotDone();
        return this;
    }

    InventoryException failure() throws Exception {
        return failure.get(20, TimeUnit.SECONDS);
    }
}
