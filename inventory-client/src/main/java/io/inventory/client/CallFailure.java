package io.inventory.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.InvalidRequestException;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the status that a call ended with into the exception that the inventory threw on the other side. */
final class CallFailure {
    private static final String DOMAIN = "inventory";

    private CallFailure() {}

    /**
     * @param servers names the servers in the message
     * @param deadline how long the call was allowed to take
     */
    static InventoryException of(Throwable failure, String servers, Duration deadline) {
        Status status = Status.fromThrowable(failure);
        com.google.rpc.Status details = StatusProto.fromThrowable(failure);
        if (details != null) {
            Optional<InventoryException> said = said(details);
            if (said.isPresent()) return said.get();
        }
        return unsaid(status, servers, deadline, failure);
    }

    /** What an inventory server said about the failure; empty if the status is not from one, or of a newer kind. */
    private static Optional<InventoryException> said(com.google.rpc.Status details) {
        Optional<ErrorInfo> info = detail(details, ErrorInfo.class)
                .filter(found -> found.getDomain().equals(DOMAIN));
        return info.flatMap(found -> Arrays.stream(ErrorReason.values())
                .filter(known -> known.name().equals(found.getReason()))
                .findFirst()
                .map(reason -> reason == ErrorReason.INVALID_ARGUMENT
                        ? invalid(details)
                        : InventoryException.of(reason, details.getMessage(), found.getMetadataMap())));
    }

    private static InventoryException invalid(com.google.rpc.Status details) {
        List<InvalidRequestException.FieldViolation> violations = detail(details, BadRequest.class).stream()
                .flatMap(bad -> bad.getFieldViolationsList().stream())
                .map(field -> new InvalidRequestException.FieldViolation(field.getField(), field.getDescription()))
                .toList();
        return violations.isEmpty()
                ? InventoryException.of(ErrorReason.INVALID_ARGUMENT, details.getMessage(), Map.of())
                : new InvalidRequestException(violations);
    }

    private static InventoryException unsaid(Status status, String servers, Duration deadline, Throwable failure) {
        String description = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                UnavailableException.unavailable(
                        "no answer from " + servers + " within " + deadline.toMillis() + " ms", failure);
            case UNAVAILABLE, CANCELLED ->
                UnavailableException.unavailable(
                        servers + " cannot be reached (" + root(failure, description) + ")", failure);
            case RESOURCE_EXHAUSTED -> UnavailableException.overloaded(servers + ": " + description);
            default ->
                new InternalErrorException(
                        "call to " + servers + " failed: " + status.getCode() + ": " + description, failure);
        };
    }

    /** gRPC says "io exception"; what happened is in the last cause. */
    private static String root(Throwable failure, String description) {
        Throwable last = failure;
        while (last.getCause() != null && last.getCause() != last) last = last.getCause();
        return last == failure || last.getMessage() == null ? description : last.getMessage();
    }

    private static <M extends Message> Optional<M> detail(com.google.rpc.Status details, Class<M> type) {
        for (Any any : details.getDetailsList()) {
            try {
                if (any.is(type)) return Optional.of(any.unpack(type));
            } catch (InvalidProtocolBufferException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
