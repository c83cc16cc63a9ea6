package io.inventory.grpc.security;

import com.google.protobuf.Empty;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls of methods that a server does not have. They need a caller who is known, as others do, and are told so in words
 * that do not repeat the name, as gRPC would. Thread-safe.
 */
public final class UnknownMethods extends HandlerRegistry {
    /** Stands for all of them. */
    static final MethodDescriptor<Empty, Empty> METHOD = MethodDescriptor.<Empty, Empty>newBuilder()
            .setType(MethodType.UNKNOWN)
            .setFullMethodName("unknown/unknown")
            .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .build();

    private static final Status REFUSAL = Status.UNIMPLEMENTED.withDescription(
            "this server has no such method; the client may be newer than the server");

    private static final ServerMethodDefinition<Empty, Empty> REFUSED =
            ServerMethodDefinition.create(METHOD, (call, headers) -> refuse(call));

    /** A service of the one method that answers so. */
    public static ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(ServiceDescriptor.newBuilder(METHOD.getServiceName())
                        .addMethod(METHOD)
                        .build())
                .addMethod(REFUSED)
                .build();
    }

    private static ServerCall.Listener<Empty> refuse(ServerCall<Empty, Empty> call) {
        call.close(REFUSAL, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        return REFUSED;
    }
}
