package io.inventory.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The README in Chinese shows the same commands, tables and links as the one in English. Whoever changes README.md changes the
 * same places of README.zh-CN.md: its blocks word for word, of a table's row what is not prose.
 */
class TranslationTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+(?= )");
    private static final Pattern ROW = Pattern.compile("(?m)^\\|.*\\|$");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!#)([^)]+)\\)");

    /** What is the same in every language: code, links, numbers. */
    private static final Pattern FIXED = Pattern.compile("`[^`]+`|\\]\\([^)]+\\)|\\d+(?:[,.^]\\d+)*");

    private final String english = read("README.md");
    private final String chinese = read("README.zh-CN.md");

    @Test
    void theBlocksAreTheSame() {
        assertThat(all(BLOCK, chinese)).isEqualTo(all(BLOCK, english));
    }

    @Test
    void theHeadingsHaveTheSameLevels() {
        assertThat(all(HEADING, BLOCK.matcher(chinese).replaceAll("")))
                .as("a section of one README is missing in the other")
                .isEqualTo(all(HEADING, BLOCK.matcher(english).replaceAll("")));
    }

    @Test
    void theTablesSayTheSame() {
        assertThat(rows(chinese)).isEqualTo(rows(english)).isNotEmpty();
    }

    @Test
    void theLinksLeadToTheSamePlaces() {
        assertThat(all(LINK, chinese).stream().distinct().sorted().toList())
                .as("links, but for those to each other")
                .isEqualTo(all(LINK, english.replace("README.zh-CN.md", "README.md")).stream()
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** Of each row its fixed parts, in the order of the alphabet, because a translation may change theirs. */
    private static List<List<String>> rows(String text) {
        List<List<String>> rows = new ArrayList<>();
        for (String row : all(ROW, BLOCK.matcher(text).replaceAll("")))
            rows.add(all(FIXED, row).stream().sorted().toList());
        return rows;
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.groupCount() > 0 ? match.group(1) : match.group())
                .toList();
    }

    private static String read(String name) {
        try {
            return Files.readString(Path.of("..", name));
        } catch (IOException e) {
            throw new IllegalStateException(name + " can't be read", e);
        }
    }
}
