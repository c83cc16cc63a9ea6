package io.inventory.grpc.security;

import io.inventory.grpc.security.Callers.Entry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a callers file: a line for each token or certificate, with a name, a role, {@code sha256:} and the token's hash in hex or
 * the word {@code certificate}, and perhaps a time from which on it counts no more. Empty lines and what follows a {@code #} are
 * comments.
 */
final class CallersFile {
    static final int LINES_MAX = 1_000;
    /** One in use, and one that takes its place. */
    static final int TOKENS_PER_NAME_MAX = 2;

    private static final int COMPLAINTS_MAX = 5;
    private static final String CERTIFICATE = "certificate";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Long, Integer> linesByHash = new HashMap<>();
    private final Map<String, Role> roles = new HashMap<>();
    private final Map<String, Integer> tokens = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    private CallersFile() {}

    /** @throws IllegalArgumentException with the number of each bad line and what is wrong with it, and nothing else of it */
    static Callers read(byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not text in UTF-8", e);
        }
        CallersFile file = new CallersFile();
        List<String> lines = text.lines().toList();
        if (lines.size() > LINES_MAX)
            throw new IllegalArgumentException("it has " + lines.size() + " lines, more than " + LINES_MAX);
        for (int i = 0; i < lines.size(); i++) file.line(i + 1, lines.get(i));
        return file.callers();
    }

    /** @throws IllegalArgumentException if no caller can have that name */
    static void checkName(String name) {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException(
                    "a name is 1 to 64 of the characters a-z A-Z 0-9 . _ @ -, and begins with a letter or a digit");
    }

    private Callers callers() {
        if (complaints.isEmpty()) return new Callers(entries);
        int more = complaints.size() - COMPLAINTS_MAX;
        String named = String.join("; ", complaints.subList(0, Math.min(complaints.size(), COMPLAINTS_MAX)));
        throw new IllegalArgumentException(more > 0 ? named + "; and " + more + " more" : named);
    }

    private void line(int number, String line) {
        int comment = line.indexOf('#');
        String text = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (text.isEmpty()) return;
        try {
            entry(number, text.split("\\s+", -1));
        } catch (IllegalArgumentException e) {
            complaints.add("line " + number + ": " + e.getMessage());
        }
    }

    private void entry(int number, String[] fields) {
        if (fields.length < 3 || fields.length > 4)
            throw new IllegalArgumentException(
                    "must be: name role sha256:HASH or certificate, and perhaps a time like 2027-01-31T00:00:00Z");
        checkName(fields[0]);
        Role role = Role.of(fields[1])
                .orElseThrow(() -> new IllegalArgumentException("the role must be reader, order or operator"));
        Instant expires = fields.length == 4 ? expires(fields[3]) : Instant.MAX;
        Role other = roles.putIfAbsent(fields[0], role);
        if (other != null && other != role)
            throw new IllegalArgumentException("this name has another role in a line before");
        Caller caller = new Caller(fields[0], role);
        Optional<TokenHash> hash = hash(number, fields[2]);
        int max = hash.isPresent() ? TOKENS_PER_NAME_MAX : 1;
        if (tokens.merge(fields[0] + (hash.isPresent() ? " token" : " certificate"), 1, Integer::sum) > max)
            throw new IllegalArgumentException(
                    hash.isPresent()
                            ? "this name has " + max + " tokens in lines before; delete the oldest"
                            : "this name's certificate is in a line before");
        entries.add(new Entry(caller, hash, expires));
    }

    private Optional<TokenHash> hash(int number, String field) {
        if (field.equals(CERTIFICATE)) return Optional.empty();
        TokenHash hash = TokenHash.parse(field)
                .orElseThrow(() -> new IllegalArgumentException("must have certificate, or sha256: with 64 digits of"
                        + " lower-case hex, as inventory-grpc-server token new makes it"));
        Integer before = linesByHash.putIfAbsent(hash.key(), number);
        if (before != null) throw new IllegalArgumentException("has the same token as line " + before);
        return Optional.of(hash);
    }

    private static Instant expires(String field) {
        try {
            return Instant.parse(field);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("the time must be like 2027-01-31T00:00:00Z", e);
        }
    }
}
