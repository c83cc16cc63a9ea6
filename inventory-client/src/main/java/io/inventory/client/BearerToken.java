package io.inventory.client;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.Status;
import io.inventory.credentials.WatchedFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Sends a token with each attempt of each call, and on encrypted connections only: over any other the call fails without being
 * sent. Thread-safe.
 */
final class BearerToken extends CallCredentials implements ClientInterceptor {
    static final int CHARS_MAX = 4_096;

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private volatile String header = "";

    private BearerToken() {}

    /** @throws IllegalArgumentException if it is no token; the message does not show it */
    static BearerToken of(String token) {
        BearerToken made = new BearerToken();
        made.use(token);
        return made;
    }

    /** @throws IllegalArgumentException if the file cannot be read or holds no token; the message does not show it */
    static BearerToken in(WatchedFiles files, Path file) {
        BearerToken made = new BearerToken();
        files.add(
                "token",
                List.of(file),
                contents -> made.use(new String(contents.get(0), StandardCharsets.UTF_8).strip()));
        return made;
    }

    private void use(String token) {
        if (token.isEmpty() || token.length() > CHARS_MAX || !token.chars().allMatch(c -> c > ' ' && c < 0x7f))
            throw new IllegalArgumentException(
                    "a token is 1 to " + CHARS_MAX + " characters of ASCII without white space, and alone in its file");
        header = "Bearer " + token;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
        if (request.getSecurityLevel() != SecurityLevel.PRIVACY_AND_INTEGRITY) {
            applier.fail(Status.UNAUTHENTICATED.withDescription(
                    "the connection is not encrypted, and a token is never sent in the clear; use TLS"));
            return;
        }
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, header);
        applier.apply(headers);
    }

    @Override
    public <Q, S> ClientCall<Q, S> interceptCall(MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withCallCredentials(this));
    }

    @Override
    public String toString() {
        return "BearerToken[***]";
    }
}
