package io.inventory.examples.faults.cluster;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what a client sends to PostgreSQL as far as it takes to see a COMMIT of orders pass: which statements it
 * names (Parse), which of them it runs (Bind, or a simple Query), and where a request ends (Sync). Not thread-safe.
 */
final class CommitWatch {
    private static final int PROTOCOL_3 = 3 << 16;
    private static final int LENGTH_BYTES = 4;
    /** Of a message as much is looked at as tells a statement from another. */
    private static final int LOOKED_AT_MAX = 512;

    private enum Statement {
        COMMIT,
        ROLLBACK,
        WRITE,
        OTHER
    }

    private final Map<String, Statement> statements = new HashMap<>();
    private final byte[] content = new byte[LOOKED_AT_MAX];
    private boolean isStarted;
    private boolean hasWritten;
    private boolean commits;

    /** The type of the message that is being read, 0 before the first that has one. */
    private int type;

    /** How many bytes of type and length were read; then how many of the content. */
    private int headerBytes;

    private int length;
    private int contentBytes;

    /** Reads on, and says whether a request that commits something written has ended. */
    boolean sees(byte[] bytes, int count) {
        boolean hasCommitted = false;
        for (int i = 0; i < count; i++) hasCommitted |= sees(bytes[i] & 0xff);
        return hasCommitted;
    }

    private boolean sees(int next) {
        if (isStarted && headerBytes == 0) {
            type = next;
            headerBytes = 1;
            return false;
        }
        int typeBytes = isStarted ? 1 : 0;
        if (headerBytes < typeBytes + LENGTH_BYTES) {
            length = (length << 8) | next;
            headerBytes++;
            if (headerBytes < typeBytes + LENGTH_BYTES || length > LENGTH_BYTES) return false;
        } else {
            if (contentBytes < LOOKED_AT_MAX) content[contentBytes] = (byte) next;
            contentBytes++;
            if (contentBytes < length - LENGTH_BYTES) return false;
        }
        boolean ends = ends();
        headerBytes = 0;
        length = 0;
        contentBytes = 0;
        return ends;
    }

    private boolean ends() {
        if (!isStarted) {
            // before it there may be a question for encryption, which is as long as this and is no protocol
            isStarted = ((content[0] << 24) | (content[1] << 16) | (content[2] << 8) | content[3]) == PROTOCOL_3;
            return false;
        }
        switch (type) {
            case 'P' -> statements.put(text(0), statement(text(text(0).length() + 1)));
            case 'B' -> run(statements.getOrDefault(text(text(0).length() + 1), Statement.OTHER));
            case 'Q' -> {
                run(statement(text(0)));
                return endsRequest();
            }
            case 'S' -> {
                return endsRequest();
            }
            default -> {}
        }
        return false;
    }

    private void run(Statement statement) {
        switch (statement) {
            case WRITE -> hasWritten = true;
            case COMMIT -> {
                commits = hasWritten;
                hasWritten = false;
            }
            case ROLLBACK -> hasWritten = false;
            case OTHER -> {}
        }
    }

    private boolean endsRequest() {
        boolean committed = commits;
        commits = false;
        return committed;
    }

    private String text(int from) {
        int end = from;
        while (end < Math.min(contentBytes, LOOKED_AT_MAX) && content[end] != 0) end++;
        return new String(content, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private static Statement statement(String sql) {
        String lower = sql.toLowerCase(Locale.ROOT);
        if (lower.strip().equals("commit")) return Statement.COMMIT;
        if (lower.strip().equals("rollback")) return Statement.ROLLBACK;
        return lower.contains("insert into inventory_orders") || lower.contains("update inventory_orders")
                ? Statement.WRITE
                : Statement.OTHER;
    }
}
