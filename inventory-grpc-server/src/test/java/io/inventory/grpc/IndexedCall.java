package io.inventory.grpc;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** The header blocks of a call that puts its headers into HPACK's table, and of calls that take them from there, in a byte each. */
enum IndexedCall {
    UNKNOWN_METHOD("/" + "%".repeat(255), "application/grpc", "identity", "POST"),
    LONG_PATH("/" + "%".repeat(3_700), "application/grpc", "identity", "POST"),
    NO_PATH("%".repeat(3_700), "application/grpc", "identity", "POST"),
    LONG_TYPE("/a/b", "%".repeat(3_700), "identity", "POST"),
    LONG_ENCODING("/a/b", "application/grpc", "%".repeat(3_700), "POST"),
    LONG_METHOD("/a/b", "application/grpc", "identity", "%".repeat(3_700));

    private static final int DYNAMIC_FIRST = 62;

    private final String path;
    private final String type;
    private final String encoding;
    private final String method;

    IndexedCall(String path, String type, String encoding, String method) {
        this.path = path;
        this.type = type;
        this.encoding = encoding;
        this.method = method;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":method", method);
        headers.put(":scheme", "http");
        headers.put(":path", path);
        headers.put(":authority", "localhost");
        headers.put("content-type", type);
        headers.put("grpc-encoding", encoding);
        headers.put("te", "trailers");
        return headers;
    }

    /** Fills the table. */
    byte[] first() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        headers().forEach((name, value) -> RawHttp2.literal(block, RawHttp2.INDEXED, name, value));
        return block.toByteArray();
    }

    /** Names what is in the table. */
    byte[] again() {
        byte[] block = new byte[headers().size()];
        // the newest has the lowest number
        for (int i = 0; i < block.length; i++) block[i] = (byte) (0x80 | (DYNAMIC_FIRST + block.length - 1 - i));
        return block;
    }
}
