package io.inventory.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;

/** Sees the calls of a connection before gRPC does. Used by the connection's thread alone. */
abstract class CallListener extends Http2FrameListenerDecorator {
    /** @param gRpc what takes the calls that are let through */
    CallListener(Http2FrameListener gRpc) {
        super(gRpc);
    }

    /**
     * A call has begun, or ends with further headers.
     *
     * @throws Http2Exception to reset it
     */
    abstract void headers(int stream, Http2Headers headers) throws Http2Exception;

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        headers(stream, headers);
        super.onHeadersRead(context, stream, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        headers(stream, headers);
        super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, endOfStream);
    }
}
