package io.inventory.client;

import io.inventory.client.wire.Calls.Call;
import io.inventory.v1.GetServerStatusRequest;
import io.inventory.v1.GetServerStatusResponse;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.SetReadOnlyRequest;
import io.inventory.v1.SetReadOnlyResponse;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What operators ask of a single server, and not of its inventory. Thread-safe. */
final class ServerCalls {
    private static final Call<SetReadOnlyRequest, ServerStatus, SetReadOnlyRequest, SetReadOnlyResponse> SET_READ_ONLY =
            Call.of(
                    InventoryAdminServiceGrpc.getSetReadOnlyMethod(),
                    request -> request,
                    response -> status(response.hasStatus(), response.getStatus()));
    private static final Call<GetServerStatusRequest, ServerStatus, GetServerStatusRequest, GetServerStatusResponse>
            GET_STATUS = Call.of(
                    InventoryAdminServiceGrpc.getGetServerStatusMethod(),
                    request -> request,
                    response -> status(response.hasStatus(), response.getStatus()));

    private final Connection connection;
    private final UnaryCalls calls;

    ServerCalls(Connection connection, UnaryCalls calls) {
        this.connection = connection;
        this.calls = calls;
    }

    /** @param executor completes the future */
    CompletableFuture<ServerStatus> status(Executor executor) {
        checkSingle();
        return calls.submit(
                GET_STATUS,
                GetServerStatusRequest.getDefaultInstance(),
                executor,
                connection.deadline().toNanos());
    }

    /**
     * @param reason may be empty where commands are to be taken
     * @param executor completes the future
     */
    CompletableFuture<ServerStatus> setReadOnly(boolean readOnly, String reason, Executor executor) {
        checkSingle();
        SetReadOnlyRequest request = SetReadOnlyRequest.newBuilder()
                .setReadOnly(readOnly)
                .setReason(reason)
                .build();
        return calls.submit(
                SET_READ_ONLY, request, executor, connection.deadline().toNanos());
    }

    private void checkSingle() {
        if (connection.several())
            throw new IllegalStateException("this is about one server, and which of " + connection.servers()
                    + " would be asked is not known: use a client with one address for each");
    }

    private static ServerStatus status(boolean given, io.inventory.v1.ServerStatus status) {
        if (!given || !status.hasSince()) throw new IllegalArgumentException("it has no status");
        return new ServerStatus(
                status.getReadOnly(),
                status.getReason(),
                Instant.ofEpochSecond(
                        status.getSince().getSeconds(), status.getSince().getNanos()));
    }
}
