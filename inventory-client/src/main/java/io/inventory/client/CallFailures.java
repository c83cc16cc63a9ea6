package io.inventory.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.inventory.AccessDeniedException;
import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.InvalidRequestException;
import io.inventory.InventoryException;
import io.inventory.OrderCommand;
import io.inventory.UnavailableException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the status that a call ended with into the exception that the inventory threw on the other side. Immutable. */
final class CallFailures {
    private static final String DOMAIN = "inventory";
    /** How far a chain of causes is followed; it may be a circle. */
    private static final int CAUSES_MAX = 100;

    /** What a server names that finds none of the commands that it knows in a message of a stream. */
    private static final String COMMAND_FIELD = "command";

    /** How gRPC in Java, Go, C and Rust, and proxies in front, call what is over a limit of theirs. */
    private static final Pattern TOO_LARGE =
            Pattern.compile("(?i)message.{0,30}(larger than max|exceeds|too large)|HTTP status code 413");

    /** What stands for a mistake that is made often, by what gRPC's words for it contain. */
    private static final Map<String, String> TLS_HINTS = Map.of(
            "Network closed for unknown reason",
            "it may speak TLS where this client does not, or no gRPC at all",
            "not an SSL/TLS record",
            "it does not speak TLS, and this client does");

    private final String servers;
    private final Duration deadline;

    /**
     * @param servers names the servers in the message
     * @param deadline how long a call is allowed to take
     */
    CallFailures(String servers, Duration deadline) {
        this.servers = servers;
        this.deadline = deadline;
    }

    /**
     * What a call failed with.
     *
     * @param requestBytes the size of what was sent
     * @param answered whether an answer had begun to come
     */
    InventoryException of(Status status, Metadata trailers, int requestBytes, boolean answered) {
        if (!isTooLarge(status)) return of(status, trailers);
        String text = " (" + status.getDescription() + ")";
        if (!answered)
            return new InvalidRequestException(
                    "request",
                    "has " + requestBytes + " bytes, more than " + servers + " or a proxy in front takes" + text
                            + "; send less in one request, or raise that limit");
        return new InternalErrorException(
                "the answer of " + servers + " is larger than this client takes" + text
                        + "; the request may have been carried out; ask for less, or raise the channel's limit",
                status.asRuntimeException());
    }

    /** What a call failed with, where no message was too large. */
    InventoryException of(Status status, @Nullable Metadata trailers) {
        com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
        return said(details).orElseGet(() -> unsaid(status));
    }

    /** What a request failed with because something was thrown, an Error too, while it was sent. */
    InventoryException of(Throwable thrown) {
        return of(Status.fromThrowable(thrown), Status.trailersFromThrowable(thrown));
    }

    /**
     * What a command failed with because its stream broke.
     *
     * @param requestBytes the size of the command
     * @param underWay how many commands were without an answer
     */
    InventoryException ofStream(Status status, @Nullable Metadata trailers, int requestBytes, int underWay) {
        if (!isTooLarge(status)) return of(status, trailers);
        return underWay == 1
                ? of(status, new Metadata(), requestBytes, false)
                : UnavailableException.unavailable("the stream to " + servers + " broke, because one of " + underWay
                        + " commands is too large (" + status.getDescription() + ")");
    }

    /**
     * Whether a stream broke for a reason that passes, and none of its commands is at fault. A stream that was reset is not
     * known to be: a server has no other way to refuse a message that is too large once it has answered others.
     */
    boolean isPassing(Status status, @Nullable Metadata trailers) {
        return status.getCode() != Status.Code.CANCELLED
                && !isTooLarge(status)
                && RetryPolicy.maySoonSucceed(of(status, trailers));
    }

    /** What a part of a call failed with, as the answer says. */
    InventoryException of(com.google.rpc.Status details) {
        return said(details)
                .orElseGet(() -> unsaid(Status.fromCodeValue(details.getCode()).withDescription(details.getMessage())));
    }

    /** What one command of a stream failed with. */
    InventoryException ofCommand(com.google.rpc.Status details, OrderCommand<?> command) {
        InventoryException failure = of(details);
        boolean isUnknownKind = failure instanceof InvalidRequestException invalid
                && invalid.violations().stream().anyMatch(field -> field.field().equals(COMMAND_FIELD));
        return isUnknownKind ? unknown(command.getClass().getSimpleName(), failure) : failure;
    }

    private InternalErrorException unknown(String what, Throwable cause) {
        return new InternalErrorException(
                servers + " does not know " + what + "; it is older than this client, or no inventory server", cause);
    }

    /**
     * Whether a message was larger than somebody on the way takes. No inventory server says so, but gRPC itself does, with
     * a code that otherwise stands for overload.
     */
    private static boolean isTooLarge(Status status) {
        return switch (status.getCode()) {
            case RESOURCE_EXHAUSTED, OUT_OF_RANGE, UNKNOWN ->
                status.getDescription() != null
                        && TOO_LARGE.matcher(status.getDescription()).find();
            default -> false;
        };
    }

    /**
     * No answer within the deadline.
     *
     * @param last why it could not be sent before, if that is known
     */
    InventoryException noAnswer(@Nullable Status last) {
        String message = "no answer from " + servers + " within " + deadline.toMillis() + " ms";
        return last == null
                ? UnavailableException.unavailable(message)
                : UnavailableException.unavailable(message + " (" + root(last) + ")", last.asRuntimeException());
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

    private InventoryException unsaid(Status status) {
        // a connection that ends while something is being written to it: gRPC has no code for that
        if (isOfClosedChannel(status)) return unreachable(status);
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED ->
                UnavailableException.unavailable(
                        "no answer from " + servers + " within " + deadline.toMillis() + " ms",
                        status.asRuntimeException());
            case UNAVAILABLE, CANCELLED -> unreachable(status);
            case UNAUTHENTICATED ->
                AccessDeniedException.unauthenticated("call to " + servers + " failed: " + description(status));
            case PERMISSION_DENIED ->
                AccessDeniedException.permissionDenied("call to " + servers + " failed: " + description(status));
            case RESOURCE_EXHAUSTED -> UnavailableException.overloaded(servers + ": " + description(status));
            case UNIMPLEMENTED -> unknown("the request (" + description(status) + ")", status.asRuntimeException());
            default ->
                new InternalErrorException(
                        "call to " + servers + " failed: " + status.getCode() + ": " + root(status),
                        status.asRuntimeException());
        };
    }

    private static String description(Status status) {
        return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }

    private InventoryException unreachable(Status status) {
        return UnavailableException.unavailable(
                servers + " cannot be reached (" + root(status) + ")", status.asRuntimeException());
    }

    private static boolean isOfClosedChannel(Status status) {
        Throwable cause = status.getCause();
        for (int depth = 0; depth < CAUSES_MAX && cause != null; depth++) {
            if (cause instanceof ClosedChannelException) return true;
            cause = cause.getCause();
        }
        return false;
    }

    /** gRPC says "io exception"; what happened is in the last cause. */
    private static String root(Status status) {
        Throwable last = status.getCause();
        for (int depth = 0; depth < CAUSES_MAX && last != null && last.getCause() != null; depth++)
            last = last.getCause();
        String text = last == null || last.getMessage() == null ? description(status) : last.getMessage();
        return TLS_HINTS.entrySet().stream()
                .filter(hint -> text.contains(hint.getKey()))
                .findFirst()
                .map(hint -> text + ": " + hint.getValue())
                .orElse(text);
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
