package io.inventory.examples.faults.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the proxy sees on its connections, in pieces of any size. */
class WatchTest {
    private static final int SSL_REQUEST = 80_877_103;
    private static final int PROTOCOL_3 = 3 << 16;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void aCommitOfOrdersIsSeenWhereItsRequestEnds(int pieceBytes) throws IOException {
        startUp();
        parse("", "select 1");
        bind("");
        parse("S_1", "commit");
        bind("S_1");
        sync();
        parse("S_2", "\n   insert into inventory_orders (order_id) values ($1)");
        bind("S_2");
        bind("S_1");
        assertThat(commitsSeen(pieceBytes)).isZero();
        sync();
        assertThat(commitsSeen(pieceBytes)).isEqualTo(1);
        bind("S_1");
        sync();
        bind("S_2");
        bind("S_1");
        sync();
        assertThat(commitsSeen(pieceBytes)).isEqualTo(2);
    }

    private void startUp() throws IOException {
        out.writeInt(8);
        out.writeInt(SSL_REQUEST);
        out.writeInt(8 + 9);
        out.writeInt(PROTOCOL_3);
        out.write("user\0me\0\0".getBytes(StandardCharsets.US_ASCII));
    }

    private void parse(String name, String sql) throws IOException {
        message('P', name + "\0" + sql + "\0\0\0");
    }

    private void bind(String name) throws IOException {
        message('B', "\0" + name + "\0\0\0\0\0\0\0");
    }

    private void sync() throws IOException {
        message('S', "");
    }

    private void message(char type, String content) throws IOException {
        out.writeByte(type);
        out.writeInt(4 + content.length());
        out.write(content.getBytes(StandardCharsets.US_ASCII));
    }

    private int commitsSeen(int pieceBytes) {
        CommitWatch watch = new CommitWatch();
        int seen = 0;
        byte[] all = bytes.toByteArray();
        for (int from = 0; from < all.length; from += pieceBytes) {
            int length = Math.min(pieceBytes, all.length - from);
            byte[] piece = new byte[length];
            System.arraycopy(all, from, piece, 0, length);
            if (watch.sees(piece, length)) seen++;
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10_000})
    void messagesAndAcknowledgementsAreSeenAmongFrames(int pieceBytes) throws IOException {
        out.write("AMQP\0\0\u0009\u0001".getBytes(StandardCharsets.US_ASCII));
        frame(8, new byte[0]);
        frame(1, new byte[] {0, 60, 0, 60, 9, 9});
        assertThat(sees(pieceBytes, false)).isFalse();
        frame(1, new byte[] {0, 60, 0, 40, 9, 9, 9});
        assertThat(sees(pieceBytes, false)).isTrue();
        assertThat(sees(pieceBytes, true)).isFalse();
        frame(3, new byte[] {0, 60, 0, 80});
        assertThat(sees(pieceBytes, true)).isFalse();
        frame(1, new byte[] {0, 60, 0, 80});
        assertThat(sees(pieceBytes, true)).isTrue();
    }

    private void frame(int type, byte[] payload) throws IOException {
        out.writeByte(type);
        out.writeShort(1);
        out.writeInt(payload.length);
        out.write(payload);
        out.writeByte(0xce);
    }

    private boolean sees(int pieceBytes, boolean ack) {
        AmqpWatch watch = new AmqpWatch(true);
        byte[] all = bytes.toByteArray();
        boolean seen = false;
        for (int from = 0; from < all.length; from += pieceBytes) {
            int length = Math.min(pieceBytes, all.length - from);
            byte[] piece = new byte[length];
            System.arraycopy(all, from, piece, 0, length);
            watch.read(piece, length);
            seen |= ack ? watch.sawAck() : watch.sawPublish();
        }
        return seen;
    }
}
