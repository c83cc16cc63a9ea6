package io.inventory.client;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.InsecureChannelCredentials;
import io.inventory.credentials.WatchedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client is told about its identity and its servers', until it is built. Not thread-safe. */
final class ClientCredentials {
    private @Nullable ClientTls tls;
    private @Nullable String token;
    private @Nullable Path tokenFile;
    private Duration interval = WatchedFiles.INTERVAL_DEFAULT;

    void tls(ClientTls given) {
        tls = Objects.requireNonNull(given, "tls");
    }

    void token(String given) {
        BearerToken.of(given);
        token = given;
        tokenFile = null;
    }

    void tokenFile(Path given) {
        tokenFile = Objects.requireNonNull(given, "file");
        token = null;
    }

    void interval(Duration given) {
        new WatchedFiles(given).close();
        interval = given;
    }

    /**
     * @param overChannel whether somebody else has made the channel, and sees to its encryption
     * @throws IllegalStateException if they do not fit together
     */
    void check(boolean overChannel) {
        if (overChannel && tls != null)
            throw new IllegalStateException("a channel that is made elsewhere has its own credentials: leave tls out");
        if (!overChannel && tls == null && (token != null || tokenFile != null))
            throw new IllegalStateException("a token is never sent in the clear: give tls, too");
    }

    WatchedFiles files() {
        return new WatchedFiles(interval);
    }

    /** @throws IllegalArgumentException if a file cannot be used; the message says why */
    ChannelCredentials channel(WatchedFiles files) {
        return tls == null ? InsecureChannelCredentials.create() : tls.open(files);
    }

    /**
     * What sends the token, if there is one.
     *
     * @throws IllegalArgumentException if its file cannot be used; the message says why
     */
    List<ClientInterceptor> interceptors(WatchedFiles files) {
        if (token != null) return List.of(BearerToken.of(token));
        return tokenFile == null ? List.of() : List.of(BearerToken.in(files, tokenFile));
    }
}
