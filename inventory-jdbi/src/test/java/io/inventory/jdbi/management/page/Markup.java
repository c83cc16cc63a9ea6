package io.inventory.jdbi.management.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page as a browser takes it apart. */
final class Markup {
    private static final Pattern TAG = Pattern.compile("<(/?)([^\\s>/]+)([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s+([^\\s=]+)=\"([^\"]*)\"");
    private static final Set<String> ELEMENTS = Set.of("""
            !DOCTYPE html head meta title link body a header nav div form label span input button main h1
            h2 p dl dt dd table caption thead tbody tr th td bdi small ul li i svg polyline line rect text
            footer""".split("\\s+"));
    private static final Set<String> ATTRIBUTES = Set.of("""
            lang charset name content rel href class id aria-label action method role required maxlength
            autocomplete spellcheck type value tabindex scope viewBox points x y x1 x2 y1 y2 width height""".split("\\s+"));

    private Markup() {}

    /** No element, no attribute and no address but those that the pages themselves have. */
    static void assertOnlyWhatIsOurs(String html) {
        Matcher tag = TAG.matcher(html);
        Set<String> elements = new HashSet<>();
        Set<String> attributes = new HashSet<>();
        int end = 0;
        while (tag.find()) {
            assertThat(html.substring(end, tag.start())).doesNotContain("<", ">");
            end = tag.end();
            elements.add(tag.group(2));
            Matcher attribute = ATTRIBUTE.matcher(tag.group(3));
            int last = 0;
            while (attribute.find()) {
                assertThat(attribute.start()).isEqualTo(last);
                last = attribute.end();
                attributes.add(attribute.group(1));
                if (attribute.group(1).equals("href") || attribute.group(1).equals("action"))
                    assertThat(attribute.group(2)).matches("(/page[/?]?|#content).*");
            }
            if (!tag.group(2).equals("!DOCTYPE"))
                assertThat(tag.group(3).substring(last)).isEmpty();
        }
        assertThat(ELEMENTS).containsAll(elements);
        assertThat(ATTRIBUTES).containsAll(attributes);
    }

    /** What a person reads, piece by piece. */
    static List<String> texts(String html) {
        List<String> texts = new ArrayList<>();
        for (String text : TAG.matcher(html).replaceAll("\u0000").split("\u0000"))
            if (!text.isEmpty()) texts.add(unescaped(text));
        return texts;
    }

    /** The text that was escaped. */
    static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
