package io.inventory.grpc.http;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The methods that are served, by the path of their requests: the one that gRPC has for them. Immutable. */
final class Methods {
    private static final ServerInterceptor STREAMS_REFUSED = new ServerInterceptor() {
        @Override
        public <Q, S> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
            if (call.getMethodDescriptor().getType() == MethodType.UNARY) return next.startCall(call, headers);
            call.close(
                    Status.UNIMPLEMENTED.withDescription(
                            call.getMethodDescriptor().getFullMethodName()
                                    + " is a stream, which HTTP with JSON does not have here: call it over gRPC"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
    };

    private final Map<String, ServerMethodDefinition<?, ?>> byPath = new HashMap<>();
    private final ServerMethodDefinition<?, ?> unknown;

    /**
     * @param services what is served, as gRPC serves it
     * @param unknown a service of one method, which answers for all that are not there
     * @param interceptors what gRPC has around all calls; the last one is the first to be called
     */
    Methods(
            List<ServerServiceDefinition> services,
            ServerServiceDefinition unknown,
            List<ServerInterceptor> interceptors) {
        for (ServerServiceDefinition service : services)
            for (ServerMethodDefinition<?, ?> method : intercepted(
                            ServerInterceptors.intercept(service, STREAMS_REFUSED), interceptors)
                    .getMethods()) byPath.put("/" + method.getMethodDescriptor().getFullMethodName(), method);
        this.unknown =
                intercepted(unknown, interceptors).getMethods().iterator().next();
    }

    private static ServerServiceDefinition intercepted(
            ServerServiceDefinition service, List<ServerInterceptor> interceptors) {
        return ServerInterceptors.intercept(service, interceptors);
    }

    /** The method of that path; if there is none, one that says so. */
    ServerMethodDefinition<?, ?> at(String path) {
        ServerMethodDefinition<?, ?> method = byPath.get(path);
        return method == null ? unknown : method;
    }
}
