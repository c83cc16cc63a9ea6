package io.inventory.grpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import io.inventory.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes are requests or refused, the same ones in whatever pieces they come. */
class RequestHeadFuzzTest {
    private static final String PATH = "/inventory.v1.InventoryService/DeductStock";
    private static final List<String> EXAMPLES = List.of(
            "POST " + PATH
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            "POST " + PATH
                    + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json; charset=utf-8\r\nauthorization: Bearer inv_a\r\ngrpc-timeout: 800m\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"
                    + "POST /x HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n1");
    private static final List<String> WORDS = List.of(
            "\r\n",
            "\n",
            "\r",
            ": ",
            "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Host: c\r\n",
            "chunked",
            "HTTP/1.0",
            "HTTP/2.0",
            "GET",
            "Expect: 100-continue\r\n",
            "Origin: x\r\n",
            "Connection: close\r\n",
            " ",
            "\t",
            "0\r\n\r\n",
            "grpc-timeout: 99999999H\r\n",
            "identity",
            "x-y:",
            "ffffffff",
            ";x=y");

    /** What the pieces of bytes mean, up to the first that means nothing: after that a connection is closed. */
    private static String meaning(byte[]... pieces) {
        StringBuilder meaning = new StringBuilder();
        EmbeddedChannel channel = new EmbeddedChannel(new StrictDecoder());
        try {
            for (byte[] piece : pieces) channel.writeInbound(Unpooled.wrappedBuffer(piece));
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                try {
                    if (!isAppended(message, meaning)) break;
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }
            return meaning.toString();
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static boolean isAppended(Object message, StringBuilder meaning) {
        if (message instanceof HttpRequest request) {
            Refusal refusal = RequestHead.refusal(request);
            if (refusal != null) {
                assertThat(refusal.why().getMessage()).isNotBlank().hasSizeLessThan(500);
                meaning.append("refused ").append(refusal.status());
                return false;
            }
            meaning.append(RequestHead.of(request).path())
                    .append(RequestHead.of(request).timeout())
                    .append('\n');
        }
        if (message instanceof HttpContent content) {
            if (content.decoderResult().isFailure()) {
                meaning.append("broken ")
                        .append(RequestHead.unreadable(content.decoderResult().cause())
                                .status());
                return false;
            }
            meaning.append(content.content().toString(StandardCharsets.ISO_8859_1));
        }
        return true;
    }

    @Test
    void requestsAreReadOrRefusedInWhateverPiecesTheyCome() throws InterruptedException {
        Fuzz.bytes("HTTP requests", EXAMPLES, WORDS).cost(2).run(bytes -> {
            String meaning = meaning(bytes);
            int middle = bytes.length == 0 ? 0 : Math.floorMod(Arrays.hashCode(bytes), bytes.length);
            assertThat(meaning(Arrays.copyOf(bytes, middle), Arrays.copyOfRange(bytes, middle, bytes.length)))
                    .isEqualTo(meaning);
            return meaning.contains("\n");
        });
    }
}
