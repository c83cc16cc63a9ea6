package io.inventory;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Where a listing goes on. Opaque to callers: pass back what a {@link Page} gave, to the same listing. Its page size may
 * change from page to page, but not what it is about: a token of another kind of listing, or of the same kind for another
 * SKU or order, is refused with {@link ErrorReason#INVALID_ARGUMENT} naming {@code page_token}.
 *
 * <p>Not for keeping: a token that another version of the inventory gave may be refused in the same way; begin again with
 * the first page then. The store that answers checks the token, so that nobody else needs to know what is in it.
 *
 * @param value URL-safe text
 */
public record PageToken(String value) {
    private static final int LENGTH_MAX = 4_096;

    /** Separates the parts of a token; no id has it. */
    private static final String SEPARATOR = "\n";

    /** @throws InvalidRequestException naming {@code page_token}, if it is empty */
    public PageToken {
        if (value.isEmpty()) throw invalid();
    }

    /**
     * Makes a token.
     *
     * @param listing the kind of the listing, and what it is about
     * @param position what the page before ended with
     */
    static PageToken of(List<String> listing, String position) {
        String text = String.join(SEPARATOR, listing) + SEPARATOR + position;
        return new PageToken(
                Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What the page before ended with.
     *
     * @throws InvalidRequestException naming {@code page_token}, if it is not a token of {@code listing}
     */
    String position(List<String> listing) {
        String begin = String.join(SEPARATOR, listing) + SEPARATOR;
        String text = decode();
        if (!text.startsWith(begin)) throw invalid();
        return text.substring(begin.length());
    }

    private String decode() {
        if (value.length() > LENGTH_MAX) throw invalid();
        try {
            return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    static InvalidRequestException invalid() {
        return new InvalidRequestException("page_token", "must be a token that the same listing returned");
    }
}
