package io.inventory.grpc.security;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.inventory.AccessDeniedException;
import io.inventory.InventoryException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a call through if its caller's role is enough for the method, and puts the {@link Caller} into its context. A token goes
 * before a certificate: who sends one that is not valid is refused, whatever the certificate.
 */
final class Authorization implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String SCHEME = "Bearer ";

    private final Supplier<Callers> callers;
    private final Clock clock;
    private final Function<InventoryException, StatusRuntimeException> status;

    /**
     * @param callers who may call, as it is known now
     * @param status makes the end of a call
     */
    Authorization(Supplier<Callers> callers, Clock clock, Function<InventoryException, StatusRuntimeException> status) {
        this.callers = callers;
        this.clock = clock;
        this.status = status;
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        MethodDescriptor<Q, S> method = call.getMethodDescriptor();
        if (MethodRoles.isOpen(method)) return next.startCall(call, headers);
        Caller caller;
        try {
            caller = caller(headers.get(AUTHORIZATION), call);
            check(caller, method);
        } catch (AccessDeniedException e) {
            StatusRuntimeException refusal = status.apply(e);
            Metadata trailers = refusal.getTrailers();
            call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }

    private Caller caller(@Nullable String authorization, ServerCall<?, ?> call) {
        if (authorization != null) return byToken(authorization);
        Optional<String> name = CertificateNames.of(call.getAttributes());
        if (name.isEmpty())
            throw AccessDeniedException.unauthenticated(
                    "the call has neither a token (metadata authorization: Bearer ...)"
                            + " nor a client certificate; ask whoever runs the server for one");
        return callers.get()
                .byCertificate(name.get(), clock)
                .orElseThrow(() -> AccessDeniedException.unauthenticated("the client certificate's name, " + name.get()
                        + ", is not among the server's callers; ask whoever runs the server to add it"));
    }

    private Caller byToken(String authorization) {
        // the scheme's name may be written in any case
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            throw AccessDeniedException.unauthenticated("the metadata authorization must be: Bearer TOKEN");
        return callers.get()
                .byToken(authorization.substring(SCHEME.length()).strip(), clock)
                .orElseThrow(() -> AccessDeniedException.unauthenticated(
                        "the token is unknown or has expired; ask whoever runs the server for a new one"));
    }

    private static void check(Caller caller, MethodDescriptor<?, ?> method) {
        Role needed = MethodRoles.of(method)
                .orElseThrow(() -> AccessDeniedException.permissionDenied(
                        "nobody may call " + method.getFullMethodName() + " on this server"));
        if (!caller.role().includes(needed))
            throw AccessDeniedException.permissionDenied(method.getFullMethodName() + " needs the role " + needed
                    + ", and " + caller.name() + " has the role " + caller.role()
                    + "; ask whoever runs the server to change that");
    }
}
