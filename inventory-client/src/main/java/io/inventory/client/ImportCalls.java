package io.inventory.client;

import io.inventory.Actor;
import io.inventory.ImportChunk;
import io.inventory.ImportResult;
import io.inventory.InvalidRequestException;
import io.inventory.client.wire.Calls.Call;
import io.inventory.client.wire.ImportMessages;
import io.inventory.v1.ImportStocksRequest;
import io.inventory.v1.ImportStocksResponse;
import io.inventory.v1.InventoryAdminServiceGrpc;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Chunks of imports. Each is a stream of its own, with one message: so it has its own deadline, is sent again by itself, goes to the
 * next server in turn, and what breaks concerns no other chunk. Thread-safe.
 */
final class ImportCalls {
    /** The least time that a chunk has: it is hundreds of commands. */
    static final Duration DEADLINE_MIN = Duration.ofSeconds(10);

    private final UnaryCalls calls;
    private final Duration deadline;
    private final Call<ImportChunk, List<ImportResult>, ImportStocksRequest, ImportStocksResponse> call;

    ImportCalls(Connection connection, OpenAnswers answers) {
        this.deadline = Collections.max(List.of(connection.deadline(), DEADLINE_MIN));
        Connection patient = connection.withDeadline(deadline);
        this.calls = new UnaryCalls(patient, answers);
        CallFailures failures = new CallFailures(patient.servers(), deadline);
        this.call = new Call<>(
                InventoryAdminServiceGrpc.getImportStocksMethod(),
                ImportMessages::chunk,
                (chunk, messages) -> ImportMessages.results(chunk, messages.get(messages.size() - 1), failures::of));
    }

    /** @param executor completes the future */
    CompletableFuture<List<ImportResult>> submit(ImportChunk chunk, Executor executor) {
        if (!chunk.actor().equals(Actor.NOBODY))
            return CompletableFuture.failedFuture(new InvalidRequestException(
                    "actor",
                    "must be left out: the server names whom it has authenticated, not '" + chunk.actor() + "'"));
        return calls.submit(call, chunk, executor, deadline.toNanos());
    }
}
