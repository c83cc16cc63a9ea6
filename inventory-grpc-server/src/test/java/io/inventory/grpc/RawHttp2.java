package io.inventory.grpc;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

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
    /** A type of frames that HTTP/2 does not have: to be ignored. */
    static final int UNKNOWN = 0xb0;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    /** RFC 7541, 6.2.1: a header that is put into the table. */
    static final int INDEXED = 0x40;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int SMALL_BUFFER_BYTES = 64 << 10;

    private final Socket socket = new Socket();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final CompletableFuture<Boolean> greeted = new CompletableFuture<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final BlockingQueue<Reset> resets = new LinkedBlockingQueue<>();

    /**
     * How a connection ended.
     *
     * @param code what the server's GOAWAY gave as the reason; empty if it sent none
     * @param words what it said
     */
    record End(Optional<Integer> code, String words) {}

    /**
     * A call that the server has ended.
     *
     * @param code why
     */
    record Reset(int stream, int code) {}

    /**
     * Connects, and says nothing.
     *
     * @param host the last number of its own address, 127.0.0.host
     */
    RawHttp2(int port, int host) throws IOException {
        this(port, host, SMALL_BUFFER_BYTES);
        read(Duration.ZERO);
    }

    private RawHttp2(int port, int host, int bufferBytes) throws IOException {
        socket.setReceiveBufferSize(bufferBytes);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
    }

    /** The same, but it reads nothing until it is told to. */
    static RawHttp2 notReading(int port) throws IOException {
        return new RawHttp2(port, 1, SMALL_BUFFER_BYTES);
    }

    /** Begins to read, with a pause after each {@link #SMALL_BUFFER_BYTES}. */
    void read(Duration pause) {
        Thread reader = new Thread(() -> end.complete(readAll(pause)), "raw-reader");
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
        literal(block, 0, ":path", path);
        literal(block, 0, ":authority", "localhost");
        literal(block, 0, "content-type", "application/grpc");
        literal(block, 0, "te", "trailers");
        return block.toByteArray();
    }

    /** @param kind {@link #INDEXED}, or 0 to keep it out of the table */
    static void literal(ByteArrayOutputStream block, int kind, String name, String value) {
        block.write(kind);
        text(block, name);
        text(block, value);
    }

    /** RFC 7541, 5.2: a length of 7 bits, and what is more in groups of 7. */
    private static void text(ByteArrayOutputStream block, String text) {
        int rest = text.length() - 0x7f;
        block.write(Math.min(text.length(), 0x7f));
        for (; rest >= 0x80; rest >>>= 7) block.write((rest & 0x7f) | 0x80);
        if (rest >= 0) block.write(rest);
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private End readAll(Duration pause) {
        Optional<Integer> code = Optional.empty();
        String words = "";
        int sincePause = 0;
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (true) {
                int head = in.readInt();
                in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(head >>> 8);
                greeted.complete(true);
                if ((head & 0xff) == HEADERS) answers.incrementAndGet();
                if ((head & 0xff) == RST_STREAM) resets.add(new Reset(stream, payload[3]));
                sincePause += 9 + payload.length;
                if (!pause.isZero() && sincePause >= SMALL_BUFFER_BYTES) {
                    sincePause = 0;
                    LockSupport.parkNanos(pause.toNanos());
                }
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

    /** How many blocks of headers have come: one for each call that was refused. */
    int answers() {
        return answers.get();
    }

    /** The calls that the server has reset. */
    BlockingQueue<Reset> resets() {
        return resets;
    }

    /** Done when the server has said something, which is that it speaks HTTP/2 too. */
    CompletableFuture<Boolean> greeted() {
        return greeted;
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
