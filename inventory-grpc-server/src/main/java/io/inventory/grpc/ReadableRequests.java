package io.inventory.grpc;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.inventory.InvalidRequestException;

/**
 * Refuses bytes that are not a request like any other malformed request: by itself gRPC ends such a call with UNKNOWN,
 * and writes a stack trace to the log for each.
 */
final class ReadableRequests implements ServerInterceptor {
    private ReadableRequests() {}

    /** The service, whose requests are now parsed where a failure to do so can be caught. */
    static ServerServiceDefinition of(BindableService service) {
        return ServerInterceptors.intercept(
                ServerInterceptors.useInputStreamMessages(service.bindService()), new ReadableRequests());
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (refused) return;
                try {
                    super.onMessage(message);
                } catch (StatusRuntimeException e) {
                    refused = true;
                    // first a stream gives up the commands that it has taken: no other thread may send while the call
                    // ends
                    super.onCancel();
                    StatusRuntimeException refusal = ErrorStatus.exception(ErrorStatus.of(unreadable(e.getStatus())));
                    call.close(
                            refusal.getStatus(),
                            refusal.getTrailers() == null ? new Metadata() : refusal.getTrailers());
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) super.onHalfClose();
            }

            @Override
            public void onReady() {
                if (!refused) super.onReady();
            }

            @Override
            public void onCancel() {
                if (!refused) super.onCancel();
            }

            @Override
            public void onComplete() {
                if (!refused) super.onComplete();
            }
        };
    }

    private static InvalidRequestException unreadable(Status failure) {
        return new InvalidRequestException(
                "request",
                failure.getCode() == Status.Code.RESOURCE_EXHAUSTED
                        ? "must have at most " + InventoryEndpoint.REQUEST_BYTES_MAX + " bytes when decompressed"
                        : "must be a valid protobuf message");
    }
}
