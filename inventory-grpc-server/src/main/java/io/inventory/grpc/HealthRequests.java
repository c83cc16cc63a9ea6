package io.inventory.grpc;

import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Resets calls of the health service that send much: anybody may call it, and gRPC keeps what has come of a request until all of
 * it is there. Used by the connection's thread alone.
 */
final class HealthRequests extends CallListener {
    /** The most bytes that a call of the health may send. */
    static final int BYTES_MAX = 16 << 10;

    private static final String PATH = "/" + HealthGrpc.SERVICE_NAME + "/";

    private final Http2Connection connection;
    private final Http2Connection.PropertyKey sent;

    /** @param gRpc what takes the other calls */
    HealthRequests(Http2Connection connection, Http2FrameListener gRpc) {
        super(gRpc);
        this.connection = connection;
        this.sent = connection.newKey();
    }

    @Override
    void headers(int stream, Http2Headers headers) {
        CharSequence path = headers.path();
        Http2Stream call = connection.stream(stream);
        if (call != null && path != null && AsciiString.of(path).startsWith(PATH)) call.setProperty(sent, 0);
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        Http2Stream call = connection.stream(stream);
        Integer before = call == null ? null : call.<@Nullable Integer>getProperty(sent);
        if (before != null) {
            int now = before + data.readableBytes();
            if (now > BYTES_MAX)
                throw Http2Exception.streamError(
                        stream, Http2Error.ENHANCE_YOUR_CALM, "more than %d bytes for the health", BYTES_MAX);
            call.setProperty(sent, now);
        }
        return super.onDataRead(context, stream, data, padding, endOfStream);
    }
}
