package io.inventory.grpc;

import io.inventory.Actor;
import io.inventory.AdjustStock;
import io.inventory.InvalidRequestException;
import io.inventory.RequestId;
import io.inventory.v1.ServerStatus;
import io.inventory.v1.SetReadOnlyRequest;

/** What operators say to one server, and what it says of itself. */
final class StatusRequests {
    private static final RequestId GOOD_REQUEST = new RequestId("R");

    private StatusRequests() {}

    /** @throws InvalidRequestException naming the bad field */
    static ServerStatus set(ReadOnlySwitch readOnly, SetReadOnlyRequest request, Actor actor) {
        if (!request.hasReadOnly())
            throw new InvalidRequestException(
                    "read_only", "must be given: true to refuse commands, false to take them");
        // the same rules as for an operator's words in the ledger
        if (request.getReadOnly() || !request.getReason().isEmpty()) {
            var unused = new AdjustStock(Fields.GOOD_SKU, 1, request.getReason(), GOOD_REQUEST);
        }
        return status(readOnly.set(request.getReadOnly(), request.getReason(), actor));
    }

    static ServerStatus status(ReadOnlySwitch.State state) {
        return ServerStatus.newBuilder()
                .setReadOnly(state.readOnly())
                .setReason(state.reason())
                .setSince(OrderResponses.timestamp(state.since()))
                .build();
    }
}
