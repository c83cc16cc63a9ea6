package io.inventory.jdbi.cli;

import io.inventory.jdbi.cli.LayeredDefaults.Source;
import java.io.PrintWriter;
import java.lang.reflect.AnnotatedElement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What {@code --print-config} prints: a line for each setting, with where its value comes from. */
final class SettingsListing {
    private final LayeredDefaults layers;
    private final ParseResult parsed;

    SettingsListing(LayeredDefaults layers, ParseResult parsed) {
        this.layers = layers;
        this.parsed = parsed;
    }

    void print(PrintWriter out) {
        KnownSettings.options(parsed.commandSpec()).forEach(option -> {
            boolean given = parsed.hasMatchedOption(option);
            String source =
                    (given ? Source.FLAG : layers.sourceOf(option)).name().toLowerCase(Locale.ROOT);
            out.printf("%-11s %s=%s%n", source, KnownSettings.name(option), shown(option, given));
        });
        out.flush();
    }

    private String shown(OptionSpec option, boolean given) {
        String text = given
                ? String.join(",", parsed.matchedOption(option.longestName()).originalStringValues())
                : effectiveDefault(option);
        return isSecret(option) ? Redaction.hidden(text) : Redaction.of(text);
    }

    private String effectiveDefault(OptionSpec option) {
        @Nullable String layered = layers.defaultValue(option);
        if (layered != null) return layered;
        String value = option.defaultValue();
        return value == null ? "" : value;
    }

    private static boolean isSecret(OptionSpec option) {
        return option.userObject() instanceof AnnotatedElement field && field.isAnnotationPresent(Secret.class);
    }
}
