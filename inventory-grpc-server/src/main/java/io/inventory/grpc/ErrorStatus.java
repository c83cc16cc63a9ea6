package io.inventory.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.inventory.ErrorReason;
import io.inventory.InvalidRequestException;
import io.inventory.InvalidRequestException.FieldViolation;
import io.inventory.InventoryException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A failure as callers get it: a status with google.rpc details, and when to try again. */
final class ErrorStatus {
    static final String DOMAIN = "inventory";
    static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    /** The pause before another try is drawn from this value up to three times as much, so that callers spread. */
    private static final int PAUSE_MILLIS_MIN = 50;

    private ErrorStatus() {}

    /** The same where it is too late to send the call again: callers' gRPC takes a negative pause as that. */
    static StatusRuntimeException finalException(Status status) {
        Metadata trailers = new Metadata();
        trailers.put(PUSHBACK, "-1");
        return StatusProto.toStatusRuntimeException(status, trailers);
    }

    /** The status as the end of a call. */
    static StatusRuntimeException exception(Status status) {
        Metadata trailers = new Metadata();
        for (Any detail : status.getDetailsList())
            if (detail.is(RetryInfo.class)) trailers.put(PUSHBACK, Long.toString(pauseMillis(detail)));
        return StatusProto.toStatusRuntimeException(status, trailers);
    }

    /** The status of a failure that the inventory names itself. */
    static Status of(InventoryException failure) {
        Status.Builder status = Status.newBuilder()
                .setCode(code(failure.reason()).getNumber())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(failure.reason().name())
                        .putAllMetadata(failure.ids())
                        .build()));
        if (failure instanceof InvalidRequestException invalid) {
            status.addDetails(Any.pack(badRequest(invalid.violations())));
            status.setMessage(summary(invalid.violations()));
        } else {
            status.setMessage(failure.getMessage() == null ? "" : failure.getMessage());
        }
        if (isSoonOver(failure)) status.addDetails(Any.pack(retryInfo()));
        return status.build();
    }

    /** Whether the pause in {@link RetryInfo} may be enough: a read-only store stays so until it is cured. */
    private static boolean isSoonOver(InventoryException failure) {
        return failure.isRetryable() && failure.reason() != ErrorReason.READ_ONLY;
    }

    /** The status of a bug: nothing but what finds it in the log. */
    static Status internal(String correlationId) {
        return Status.newBuilder()
                .setCode(Code.INTERNAL_VALUE)
                .setMessage("internal error; the server's log has it under correlation id " + correlationId)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(ErrorReason.INTERNAL.name())
                        .putMetadata("correlation_id", correlationId)
                        .build()))
                .build();
    }

    private static Code code(ErrorReason reason) {
        return switch (reason) {
            case INVALID_ARGUMENT -> Code.INVALID_ARGUMENT;
            case SKU_NOT_FOUND, ORDER_NOT_FOUND -> Code.NOT_FOUND;
            case ALREADY_EXISTS, ORDER_MISMATCH, REQUEST_MISMATCH -> Code.ALREADY_EXISTS;
            case ROLLBACK_EXCEEDS_ORDER,
                    TOO_MANY_ROLLBACKS,
                    ADJUSTMENT_BELOW_ZERO,
                    EXTENSION_EXCEEDS_LIMIT,
                    COUNT_BELOW_ZERO,
                    AS_OF_BEFORE_FIRST_ENTRY,
                    AS_OF_IN_THE_FUTURE,
                    SIGNALS_PRUNED,
                    HISTORY_PRUNED,
                    READ_ONLY -> Code.FAILED_PRECONDITION;
            case VERSION_MISMATCH -> Code.ABORTED;
            case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Code.PERMISSION_DENIED;
            case OUT_OF_RANGE -> Code.OUT_OF_RANGE;
            case OVERLOADED -> Code.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Code.UNAVAILABLE;
            case INTERNAL -> Code.INTERNAL;
        };
    }

    private static BadRequest badRequest(List<FieldViolation> violations) {
        BadRequest.Builder bad = BadRequest.newBuilder();
        for (FieldViolation violation : violations)
            bad.addFieldViolationsBuilder().setField(violation.field()).setDescription(violation.description());
        return bad.build();
    }

    /** Short, because the details carry the rest and trailers are limited. */
    private static String summary(List<FieldViolation> violations) {
        FieldViolation first = violations.get(0);
        String text = first.field() + " " + first.description();
        return violations.size() == 1 ? text : text + " (and " + (violations.size() - 1) + " more)";
    }

    private static RetryInfo retryInfo() {
        int millis = PAUSE_MILLIS_MIN + ThreadLocalRandom.current().nextInt(2 * PAUSE_MILLIS_MIN + 1);
        return RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setNanos(millis * 1_000_000))
                .build();
    }

    private static long pauseMillis(Any retryInfo) {
        try {
            Duration delay = retryInfo.unpack(RetryInfo.class).getRetryDelay();
            return java.time.Duration.ofSeconds(delay.getSeconds(), delay.getNanos())
                    .toMillis();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("packed here and not readable", e);
        }
    }
}
