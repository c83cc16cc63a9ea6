package io.inventory.grpc;

import io.inventory.Actor;
import io.inventory.ImportChunk;
import io.inventory.ImportResult;
import io.inventory.Inventory;
import io.inventory.OperatorCommand;
import io.inventory.Request;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An inventory behind a real server on a free port of this machine, seen through a client; closing it closes all three. */
final class ServedInventory implements Inventory {
    /** Long enough for a machine that does other things too. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Inventory inventory;
    private final InventoryEndpoint endpoint;
    private final InventoryClient client;

    ServedInventory(Inventory inventory) throws IOException {
        this(inventory, PATIENCE);
    }

    ServedInventory(Inventory inventory, Duration requestTimeout) throws IOException {
        this(inventory, requestTimeout, false);
    }

    /** A client that sends order commands on a stream. */
    static ServedInventory streamed(Inventory inventory) throws IOException {
        return new ServedInventory(inventory, PATIENCE, true);
    }

    private ServedInventory(Inventory inventory, Duration requestTimeout, boolean streaming) throws IOException {
        this.inventory = inventory;
        endpoint = InventoryEndpoint.start(
                inventory, new EndpointSettings("127.0.0.1", 0, requestTimeout, Duration.ofSeconds(5), 1_000, true));
        client = InventoryClient.builder("127.0.0.1:" + endpoint.port())
                .deadline(PATIENCE)
                .streaming(streaming)
                .build();
    }

    /** As {@link NamedOperators}. */
    <A> A executeAs(Actor actor, OperatorCommand<A> command) {
        try (NamedOperators operators = new NamedOperators(inventory)) {
            return operators.execute(actor, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InventoryEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public <A> A execute(Request<A> request) {
        return client.execute(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        return client.submit(request);
    }

    @Override
    public CompletableFuture<List<ImportResult>> submit(ImportChunk chunk) {
        return client.submit(chunk);
    }

    @Override
    public void close() {
        client.close();
        endpoint.close();
        inventory.close();
    }
}
