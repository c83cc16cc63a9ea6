package io.inventory.grpc.security;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a server shows and what it trusts, for each protocol that it speaks.
 *
 * @param trust whom of its clients it trusts; null if it asks for no certificates
 * @param needed whether a client without a certificate is refused
 */
record Keys(X509ExtendedKeyManager identity, @Nullable X509ExtendedTrustManager trust, boolean needed) {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    ServerCredentials forGrpc() {
        TlsServerCredentials.Builder builder = TlsServerCredentials.newBuilder().keyManager(identity);
        if (trust != null)
            builder.trustManager(trust)
                    .clientAuth(
                            needed
                                    ? TlsServerCredentials.ClientAuth.REQUIRE
                                    : TlsServerCredentials.ClientAuth.OPTIONAL);
        return builder.build();
    }

    SslContext forHttp() {
        SslContextBuilder builder = SslContextBuilder.forServer(identity)
                .sslProvider(SslProvider.JDK)
                .protocols(VERSIONS)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_1_1));
        if (trust != null) builder.trustManager(trust).clientAuth(needed ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
