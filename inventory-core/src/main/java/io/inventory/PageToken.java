package io.inventory;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a listing goes on. Opaque to callers: pass back what a {@link Page} gave.
 *
 * @param value URL-safe text
 */
public record PageToken(String value) {
    private static final int LENGTH_MAX = 1_024;

    /** Names the last SKU of the page before. */
    public static PageToken of(Sku sku) {
        return encode(sku.value());
    }

    /** Names the last version of the page before. */
    public static PageToken of(long version) {
        return encode(Long.toString(version));
    }

    /** Names the last ledger entry of the page before. */
    public static PageToken of(UUID entryId) {
        return encode(entryId.toString());
    }

    /** The last SKU of the page before. */
    public Sku sku() {
        try {
            return new Sku(decode());
        } catch (InvalidRequestException e) {
            throw invalid();
        }
    }

    /** The last version of the page before. */
    public long version() {
        try {
            return Long.parseLong(decode());
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    /** The last ledger entry of the page before. */
    public UUID entryId() {
        try {
            return UUID.fromString(decode());
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static PageToken encode(String position) {
        return new PageToken(
                Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8)));
    }

    private String decode() {
        if (value.length() > LENGTH_MAX) throw invalid();
        try {
            return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static InvalidRequestException invalid() {
        return new InvalidRequestException("page_token", "must be a token that the same listing returned");
    }
}
