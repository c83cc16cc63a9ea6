package io.inventory.grpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A peer that sends what it wants: HTTP/2 frames that no gRPC library would, or no HTTP/2 at all. */
final class RawHttp2 implements AutoCloseable {
    static final int ENHANCE_YOUR_CALM = 11;
    static final int NO_ERROR = 0;
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final Socket socket = new Socket();
    private final CompletableFuture<End> end = new CompletableFuture<>();

    /**
     * How a connection ended.
     *
     * @param code what the server's GOAWAY gave as the reason; empty if it sent none
     * @param words what it said
     */
    record End(Optional<Integer> code, String words) {}

    /**
     * Connects, and says nothing.
     *
     * @param host the last number of its own address, 127.0.0.host
     */
    RawHttp2(int port, int host) throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        Thread reader = new Thread(() -> end.complete(read()), "raw-reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Says that it speaks HTTP/2. */
    RawHttp2 greet() throws IOException {
        send(PREFACE);
        frame(SETTINGS, 0, 0, NOTHING);
        return this;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        send(bytes(type, flags, stream, payload));
    }

    static byte[] bytes(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) frame.write(stream >> shift);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** The header block of a call, without compression. */
    static byte[] call(String path) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x83); // :method POST
        block.write(0x86); // :scheme http
        literal(block, ":path", path);
        literal(block, ":authority", "localhost");
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        block.write(name.length());
        block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private End read() {
        Optional<Integer> code = Optional.empty();
        String words = "";
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int head = in.readInt();
                in.readUnsignedByte();
                in.readInt();
                byte[] payload = in.readNBytes(head >>> 8);
                if ((head & 0xff) != GOAWAY || payload.length < 8) continue;
                code = Optional.of(payload[7] & 0xff);
                words = new String(payload, 8, payload.length - 8, StandardCharsets.UTF_8);
            }
        } catch (EOFException | SocketException e) {
            return new End(code, words);
        } catch (IOException e) {
            return new End(code, words + e);
        }
    }

    /** Done when the server has closed the connection. */
    CompletableFuture<End> end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
