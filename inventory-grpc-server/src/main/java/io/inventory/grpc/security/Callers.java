package io.inventory.grpc.security;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may call, by tokens and by certificates: what a callers file held at some time. Immutable. */
final class Callers {
    static final Callers NONE = new Callers(List.of());

    /**
     * A line of the file.
     *
     * @param hash of the token; empty where the caller shows a certificate
     * @param expires from when on the line counts no more, or {@link Instant#MAX}
     */
    record Entry(Caller caller, Optional<TokenHash> hash, Instant expires) {}

    private final Map<Long, Entry> byHash = new HashMap<>();

    private final Map<String, Entry> byCertificate = new HashMap<>();
    private final int count;

    Callers(List<Entry> entries) {
        count = entries.size();
        for (Entry entry : entries) {
            if (entry.hash.isEmpty()) byCertificate.put(entry.caller.name(), entry);
            else byHash.put(entry.hash.get().key(), entry);
        }
    }

    /** The caller with that token; empty if there is none, or it has expired. */
    Optional<Caller> byToken(String token, Clock clock) {
        TokenHash hash = TokenHash.of(token);
        Entry entry = byHash.get(hash.key());
        boolean known = entry != null && entry.hash.filter(hash::matches).isPresent();
        return known ? valid(entry, clock) : Optional.empty();
    }

    /** The caller whose certificate has that name; empty if there is none, or its line has expired. */
    Optional<Caller> byCertificate(String name, Clock clock) {
        return valid(byCertificate.get(name), clock);
    }

    private static Optional<Caller> valid(@Nullable Entry entry, Clock clock) {
        return entry == null || !clock.instant().isBefore(entry.expires) ? Optional.empty() : Optional.of(entry.caller);
    }

    /** How many lines there are. */
    int count() {
        return count;
    }
}
