package io.inventory.grpc.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.protobuf.StatusProto;
import io.inventory.grpc.http.HttpCall.Outcome;
import java.nio.charset.StandardCharsets;

/**
 * Writes answers: a message as JSON by protobuf's mapping, with the names of the .proto and with the fields that are zero, or a
 * {@code google.rpc.Status} with its details.
 */
final class Answers {
    private static final int CLIENT_CLOSED_REQUEST = 499;
    private static final String RETRY_SECONDS = "1";

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(ErrorInfo.getDescriptor())
                    .add(BadRequest.getDescriptor())
                    .add(RetryInfo.getDescriptor())
                    .build())
            .alwaysPrintFieldsWithNoPresence()
            .preservingProtoFieldNames()
            .omittingInsignificantWhitespace();

    private Answers() {}

    static FullHttpResponse of(Outcome outcome) {
        Message message = outcome.message();
        if (outcome.status().isOk() && message != null) return response(HttpResponseStatus.OK, json(message));
        io.grpc.Status status = outcome.status().isOk()
                ? io.grpc.Status.INTERNAL.withDescription("there is no answer")
                : outcome.status();
        return failure(StatusProto.fromStatusAndTrailers(status, outcome.trailers()));
    }

    static FullHttpResponse of(StatusRuntimeException failure) {
        Metadata trailers = failure.getTrailers();
        return failure(
                StatusProto.fromStatusAndTrailers(failure.getStatus(), trailers == null ? new Metadata() : trailers));
    }

    /** The same with another status line. */
    static FullHttpResponse of(StatusRuntimeException failure, HttpResponseStatus status) {
        return of(failure).setStatus(status);
    }

    private static FullHttpResponse failure(Status status) {
        Code code = Code.forNumber(status.getCode());
        FullHttpResponse response = response(httpStatus(code == null ? Code.UNKNOWN : code), json(status));
        if (code == Code.UNAUTHENTICATED) response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        boolean again = status.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class));
        if (again) response.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
        return response;
    }

    /** As google.rpc.Code has it. */
    static HttpResponseStatus httpStatus(Code code) {
        return switch (code) {
            case OK -> HttpResponseStatus.OK;
            case CANCELLED -> HttpResponseStatus.valueOf(CLIENT_CLOSED_REQUEST, "Client Closed Request");
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpResponseStatus.BAD_REQUEST;
            case DEADLINE_EXCEEDED -> HttpResponseStatus.GATEWAY_TIMEOUT;
            case NOT_FOUND -> HttpResponseStatus.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> HttpResponseStatus.CONFLICT;
            case PERMISSION_DENIED -> HttpResponseStatus.FORBIDDEN;
            case UNAUTHENTICATED -> HttpResponseStatus.UNAUTHORIZED;
            case RESOURCE_EXHAUSTED -> HttpResponseStatus.TOO_MANY_REQUESTS;
            case UNIMPLEMENTED -> HttpResponseStatus.NOT_IMPLEMENTED;
            case UNAVAILABLE -> HttpResponseStatus.SERVICE_UNAVAILABLE;
            case UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static byte[] json(Message message) {
        try {
            return (PRINTER.print(message) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message of ours is no JSON", e);
        }
    }

    private static FullHttpResponse response(HttpResponseStatus status, byte[] json) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(json));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, json.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff");
        return response;
    }
}
