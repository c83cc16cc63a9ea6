package io.inventory.grpc.http;

import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpDecoderConfig;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMessage;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Makes requests of bytes, and none of those that a proxy in front may take for another one: no length beside chunks, no two
 * lengths, no line that ends in LF alone.
 */
final class StrictDecoder extends HttpRequestDecoder {
    private static final int CHUNK_BYTES_MAX = 8 << 10;

    StrictDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(HttpLimits.LINE_BYTES_MAX)
                .setMaxHeaderSize(HttpLimits.HEADER_BYTES_MAX)
                .setMaxChunkSize(CHUNK_BYTES_MAX)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both a length and chunks");
    }
}
