package io.inventory.grpc.http;

import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.grpc.netty.shaded.io.netty.handler.codec.http.TooLongHttpLineException;
import io.inventory.AccessDeniedException;
import io.inventory.InvalidRequestException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, as a request's head says it.
 *
 * @param path names the method
 * @param metadata what gRPC's interceptors look at: the token
 * @param timeout how long the caller waits, if it says so
 */
record RequestHead(String path, Metadata metadata, Optional<Duration> timeout) {
    private static final String TIMEOUT = "grpc-timeout";
    private static final Pattern TIMEOUT_VALUE = Pattern.compile("([0-9]{1,8})([HMSmun])");
    /** As gRPC has them; longer waits than the longest of them are not worth telling apart. */
    private static final Map<String, Duration> UNITS = Map.of(
            "H", Duration.ofHours(1),
            "M", Duration.ofMinutes(1),
            "S", Duration.ofSeconds(1),
            "m", Duration.ofMillis(1),
            "u", Duration.ofNanos(1_000),
            "n", Duration.ofNanos(1));

    private static final Duration TIMEOUT_MAX = Duration.ofDays(1);
    private static final Pattern JSON =
            Pattern.compile("application/json(\\s*;\\s*charset=\"?utf-8\"?)?\\s*", Pattern.CASE_INSENSITIVE);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final List<CharSequence> ONCE_AT_MOST = List.of(
            HttpHeaderNames.AUTHORIZATION,
            HttpHeaderNames.CONTENT_TYPE,
            HttpHeaderNames.CONTENT_ENCODING,
            HttpHeaderNames.HOST,
            HttpHeaderNames.EXPECT,
            TIMEOUT);

    /** Reads a head for which {@link #refusal} has nothing. */
    static RequestHead of(HttpRequest request) {
        HttpHeaders headers = request.headers();
        Metadata metadata = new Metadata();
        String token = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (token != null) metadata.put(AUTHORIZATION, token);
        return new RequestHead(
                request.uri(),
                metadata,
                Optional.ofNullable(headers.get(TIMEOUT)).map(RequestHead::timeout));
    }

    /** What keeps a request from its method; null if nothing does. */
    static @Nullable Refusal refusal(HttpRequest request) {
        if (request.decoderResult().isFailure())
            return unreadable(request.decoderResult().cause());
        HttpHeaders headers = request.headers();
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0))
            return refused(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "protocol", "must be HTTP/1.1");
        for (CharSequence name : ONCE_AT_MOST)
            if (headers.getAll(name).size() > 1) return malformed("header " + name, "must not be repeated");
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_1) && !headers.contains(HttpHeaderNames.HOST))
            return malformed("header host", "must be there");
        if (isFromAPage(headers))
            return new Refusal(
                    HttpResponseStatus.FORBIDDEN,
                    AccessDeniedException.permissionDenied(
                            "requests of web pages (with the headers Origin or Sec-Fetch-Site) are refused:"
                                    + " this port is for programs"));
        if (!request.method().equals(HttpMethod.POST))
            return refused(HttpResponseStatus.METHOD_NOT_ALLOWED, "method", "must be POST");
        if (request.uri().indexOf('?') >= 0)
            return malformed("path", "must have no query: the fields of a request are the JSON of its body");
        return body(headers, request);
    }

    private static @Nullable Refusal body(HttpHeaders headers, HttpRequest request) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        if (!JSON.matcher(type).matches())
            return refused(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "header content-type",
                    "must be application/json, in UTF-8 (curl: --json, or -H 'Content-Type: application/json')");
        if (!headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity").equalsIgnoreCase("identity"))
            return refused(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "header content-encoding",
                    "must not be there: bodies are read as they are");
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.size() > 1 || (codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked")))
            return malformed("header transfer-encoding", "must be chunked, and nothing else");
        if (headers.contains(HttpHeaderNames.EXPECT) && !HttpUtil.is100ContinueExpected(request))
            return refused(HttpResponseStatus.EXPECTATION_FAILED, "header expect", "must be 100-continue");
        if (HttpUtil.getContentLength(request, 0L) > HttpLimits.BODY_BYTES_MAX) return tooLarge();
        String timeout = headers.get(TIMEOUT);
        if (timeout != null && !TIMEOUT_VALUE.matcher(timeout).matches())
            return malformed(
                    "header grpc-timeout", "must be 1 to 8 digits and one of H M S m u n, like 800m for 800 ms");
        return null;
    }

    /** The body has more than is read. */
    static Refusal tooLarge() {
        return refused(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "request",
                "must have at most " + HttpLimits.BODY_BYTES_MAX + " bytes");
    }

    /** Bytes that are not what they should be, which are not repeated. */
    static Refusal unreadable(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException)
            return refused(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "path",
                    "must have fewer than " + HttpLimits.LINE_BYTES_MAX + " bytes");
        if (cause instanceof TooLongHttpHeaderException)
            return refused(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "headers",
                    "must have at most " + HttpLimits.HEADER_BYTES_MAX + " bytes");
        return malformed("request", "must be HTTP/1.1");
    }

    /** Browsers say so with each POST, whatever page it comes from; programs don't. */
    private static boolean isFromAPage(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.ORIGIN) || headers.contains("sec-fetch-site");
    }

    private static Duration timeout(String value) {
        Matcher parts = TIMEOUT_VALUE.matcher(value);
        Duration unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
        if (unit == null) throw new IllegalStateException("was not checked");
        Duration timeout = unit.multipliedBy(Long.parseLong(parts.group(1)));
        return timeout.compareTo(TIMEOUT_MAX) < 0 ? timeout : TIMEOUT_MAX;
    }

    private static Refusal malformed(String field, String rule) {
        return refused(HttpResponseStatus.BAD_REQUEST, field, rule);
    }

    private static Refusal refused(HttpResponseStatus status, String field, String rule) {
        return new Refusal(status, new InvalidRequestException(field, rule));
    }
}
