package io.inventory.jdbi.management.page;

import io.inventory.InvalidRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param path as it was sent
 * @param query names and values, decoded; of a name that is there twice the first one
 */
record Question(String path, Map<String, String> query) {
    private static final int PARAMETERS_MAX = 10;

    /** @throws InvalidRequestException if the query is none */
    static Question of(String path, @Nullable String rawQuery) {
        Map<String, String> query = new HashMap<>();
        if (rawQuery != null)
            for (String parameter : rawQuery.split("&", PARAMETERS_MAX + 1)) {
                if (query.size() == PARAMETERS_MAX) break;
                int equals = parameter.indexOf('=');
                if (equals < 0) continue;
                query.putIfAbsent(decoded(parameter.substring(0, equals)), decoded(parameter.substring(equals + 1)));
            }
        return new Question(path, Map.copyOf(query));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("address", "must be one of these pages");
        }
    }

    /** The value of that name, without white space at its ends; empty if there is none. */
    String get(String name) {
        return query.getOrDefault(name, "").strip();
    }
}
