package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests to the health service, which anybody may send, that never become complete. */
@Timeout(60)
class HealthRequestsTest {
    private static final String CHECK = "/grpc.health.v1.Health/Check";
    private static final String DEDUCT = "/inventory.v1.InventoryService/DeductStock";
    private static final int FRAME_BYTES = 8 << 10;

    private final ServerFixture server = ServerFixture.inMemory();

    @AfterEach
    void stop() {
        server.close();
    }

    /** @param frames how many frames of its request are sent; it says that there is more */
    private static void beginCall(RawHttp2 peer, int stream, String path, int frames) throws IOException {
        peer.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.call(path));
        byte[] first =
                ByteBuffer.allocate(FRAME_BYTES).put((byte) 0).putInt(1 << 20).array();
        peer.frame(RawHttp2.DATA, 0, stream, first);
        for (int i = 1; i < frames; i++) peer.frame(RawHttp2.DATA, 0, stream, new byte[FRAME_BYTES]);
    }

    @Test
    void oneThatIsTooLargeIsResetAndTheConnectionStays() throws Exception {
        try (RawHttp2 peer = new RawHttp2(server.endpoint().port(), 1).greet()) {
            beginCall(peer, 1, CHECK, HealthRequests.BYTES_MAX / FRAME_BYTES);
            beginCall(peer, 3, CHECK, HealthRequests.BYTES_MAX / FRAME_BYTES + 1);
            assertThat(peer.resets().poll(20, TimeUnit.SECONDS))
                    .isEqualTo(new RawHttp2.Reset(3, RawHttp2.ENHANCE_YOUR_CALM));
            beginCall(peer, 5, CHECK, HealthRequests.BYTES_MAX / FRAME_BYTES + 1);
            assertThat(peer.resets().poll(20, TimeUnit.SECONDS))
                    .isEqualTo(new RawHttp2.Reset(5, RawHttp2.ENHANCE_YOUR_CALM));
            assertThat(peer.resets()).isEmpty();
        }
    }

    @Test
    void anOrderMayHaveMore() throws Exception {
        try (RawHttp2 peer = new RawHttp2(server.endpoint().port(), 1).greet()) {
            beginCall(peer, 1, DEDUCT, HealthRequests.BYTES_MAX / FRAME_BYTES + 1);
            beginCall(peer, 3, CHECK, HealthRequests.BYTES_MAX / FRAME_BYTES + 1);
            assertThat(peer.resets().poll(20, TimeUnit.SECONDS))
                    .isEqualTo(new RawHttp2.Reset(3, RawHttp2.ENHANCE_YOUR_CALM));
        }
    }
}
