package io.inventory.grpc.http;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What all connections of a port share.
 *
 * @param failures makes the end of a call of what went wrong
 * @param named adds the name in a client's certificate to what is known of its connection
 */
record HttpServing(
        Methods methods,
        HttpLimits limits,
        HeldBytes held,
        Function<Throwable, StatusRuntimeException> failures,
        UnaryOperator<Attributes> named) {
    StatusRuntimeException failure(Throwable failure) {
        return failures.apply(failure);
    }

    /** What gRPC's own transport would tell of a connection. */
    Attributes attributes(Channel connection) {
        Attributes.Builder attributes = Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, connection.remoteAddress())
                .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, connection.localAddress());
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        if (tls != null)
            attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, tls.engine().getSession());
        return named.apply(attributes.build());
    }
}
