package io.inventory.grpc;

import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resets calls of which gRPC would repeat something long while it refuses them: HPACK lets a peer send it again in a byte, and the
 * answer would have it in full. Used by the connection's thread alone.
 */
final class RepeatedHeaders extends CallListener {
    /** The most bytes of a path, a method, a content type or an encoding; none that gRPC knows has as many as 100. */
    static final int BYTES_MAX = 256;

    private static final List<AsciiString> REPEATED =
            List.of(AsciiString.cached("content-type"), AsciiString.cached("grpc-encoding"));

    /** @param gRpc what takes the other calls */
    RepeatedHeaders(Http2FrameListener gRpc) {
        super(gRpc);
    }

    @Override
    void headers(int stream, Http2Headers headers) throws Http2Exception {
        check(stream, ":path", headers.path());
        check(stream, ":method", headers.method());
        for (AsciiString name : REPEATED) for (CharSequence value : headers.getAll(name)) check(stream, name, value);
    }

    private static void check(int stream, CharSequence name, @Nullable CharSequence value) throws Http2Exception {
        if (value != null && value.length() > BYTES_MAX)
            throw Http2Exception.streamError(
                    stream, Http2Error.PROTOCOL_ERROR, "%s has more than %d bytes", name, BYTES_MAX);
    }
}
