package io.inventory.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.inventory.InvalidRequestException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bytes that are not a request like any other malformed request: by itself gRPC ends such a call with UNKNOWN,
 * and writes a stack trace to the log for each.
 */
final class ReadableRequests implements ServerInterceptor {
    private ReadableRequests() {}

    /** The service, for which a request that can't be parsed is one that is refused. */
    static ServerServiceDefinition of(BindableService service) {
        ServerServiceDefinition original = service.bindService();
        ServiceDescriptor descriptor = original.getServiceDescriptor();
        ServiceDescriptor.Builder names = ServiceDescriptor.newBuilder(descriptor.getName());
        if (descriptor.getSchemaDescriptor() != null) names.setSchemaDescriptor(descriptor.getSchemaDescriptor());
        List<ServerMethodDefinition<?, ?>> methods = original.getMethods().stream()
                .<ServerMethodDefinition<?, ?>>map(ReadableRequests::of)
                .toList();
        methods.forEach(method -> names.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder readable = ServerServiceDefinition.builder(names.build());
        methods.forEach(readable::addMethod);
        return ServerInterceptors.intercept(readable.build(), new ReadableRequests());
    }

    private static <Q, S> ServerMethodDefinition<Q, S> of(ServerMethodDefinition<Q, S> method) {
        MethodDescriptor<Q, S> descriptor = method.getMethodDescriptor();
        return ServerMethodDefinition.create(
                descriptor.toBuilder()
                        .setRequestMarshaller(new ForgivingMarshaller<>(descriptor.getRequestMarshaller()))
                        .build(),
                method.getServerCallHandler());
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (refused) return;
                InvalidRequestException reason = marshaller(call).reason(message);
                if (reason == null) super.onMessage(message);
                else refuse(reason);
            }

            private void refuse(InvalidRequestException reason) {
                refused = true;
                // first a stream gives up the commands that it has taken: no other thread may send while the call ends
                super.onCancel();
                StatusRuntimeException refusal = ErrorStatus.exception(ErrorStatus.of(reason));
                call.close(refusal.getStatus(), refusal.getTrailers() == null ? new Metadata() : refusal.getTrailers());
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

    private static <Q> ForgivingMarshaller<Q> marshaller(ServerCall<Q, ?> call) {
        return (ForgivingMarshaller<Q>) call.getMethodDescriptor().getRequestMarshaller();
    }

    /** Parses what can't be parsed as one of two requests that nobody sends, and which are known by their identity. */
    private static final class ForgivingMarshaller<Q> implements MethodDescriptor.Marshaller<Q> {
        private final MethodDescriptor.Marshaller<Q> original;
        private final Q malformed;
        private final Q tooLarge;

        ForgivingMarshaller(MethodDescriptor.Marshaller<Q> original) {
            this.original = original;
            malformed = empty(original);
            tooLarge = empty(original);
        }

        /** An empty request that is the same as no other, though equal to some. */
        @SuppressWarnings("unchecked")
        private static <Q> Q empty(MethodDescriptor.Marshaller<Q> marshaller) {
            MessageLite message = (MessageLite) marshaller.parse(InputStream.nullInputStream());
            return (Q) message.toBuilder().buildPartial();
        }

        @Override
        public InputStream stream(Q request) {
            return original.stream(request);
        }

        @Override
        public Q parse(InputStream bytes) {
            try {
                return original.parse(bytes);
            } catch (StatusRuntimeException e) {
                return e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED ? tooLarge : malformed;
            }
        }

        /** What is wrong with a request that can't be parsed; null for any other. */
        @Nullable
        InvalidRequestException reason(Q request) {
            if (request == tooLarge)
                return new InvalidRequestException(
                        "request",
                        "must have at most " + InventoryEndpoint.REQUEST_BYTES_MAX + " bytes when decompressed");
            return request == malformed
                    ? new InvalidRequestException("request", "must be a valid protobuf message")
                    : null;
        }
    }
}
