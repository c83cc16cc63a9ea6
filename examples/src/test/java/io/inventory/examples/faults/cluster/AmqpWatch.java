package io.inventory.examples.faults.cluster;

/**
 * Reads one direction of an AMQP 0-9-1 connection as far as it takes to see messages and acknowledgements pass. Not
 * thread-safe.
 */
final class AmqpWatch {
    private static final int PROTOCOL_HEADER_BYTES = 8;
    private static final int FRAME_HEADER_BYTES = 7;
    private static final int FRAME_END_BYTES = 1;
    private static final int METHOD = 1;
    private static final int BASIC = 60;
    private static final int PUBLISH = 40;
    private static final int ACK = 80;
    private static final int LOOKED_AT = FRAME_HEADER_BYTES + 4;

    private final int[] frame = new int[LOOKED_AT];
    private int toSkip;
    private long frameBytes;
    private boolean sawPublish;
    private boolean sawAck;

    /** @param isFromClient the client begins with a header that is no frame */
    AmqpWatch(boolean isFromClient) {
        toSkip = isFromClient ? PROTOCOL_HEADER_BYTES : 0;
    }

    /** Reads on. */
    void read(byte[] bytes, int count) {
        sawPublish = false;
        sawAck = false;
        for (int i = 0; i < count; i++) {
            if (toSkip > 0) toSkip--;
            else read(bytes[i] & 0xff);
        }
    }

    private void read(int next) {
        if (frameBytes < LOOKED_AT) frame[(int) frameBytes] = next;
        frameBytes++;
        if (frameBytes < FRAME_HEADER_BYTES) return;
        long size = ((long) frame[3] << 24) | (frame[4] << 16) | (frame[5] << 8) | frame[6];
        if (frameBytes < FRAME_HEADER_BYTES + size + FRAME_END_BYTES) return;
        if (frame[0] == METHOD && ((frame[7] << 8) | frame[8]) == BASIC) {
            int method = (frame[9] << 8) | frame[10];
            sawPublish |= method == PUBLISH;
            sawAck |= method == ACK;
        }
        frameBytes = 0;
    }

    /** Whether what was read last has the end of a basic.publish. */
    boolean sawPublish() {
        return sawPublish;
    }

    /** Whether it has a basic.ack: from a client that of a message, from a broker a confirm. */
    boolean sawAck() {
        return sawAck;
    }
}
