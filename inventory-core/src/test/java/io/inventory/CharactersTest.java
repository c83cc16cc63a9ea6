package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CharactersTest {
    @Test
    void theOrderIsThatOfUtf8Bytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String a = text(random);
            String b = text(random);
            int bytes = Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
            assertThat(Integer.signum(Characters.compareByCodePoint(a, b)))
                    .as("seed %d: %s and %s", seed, a, b)
                    .isEqualTo(Integer.signum(bytes));
        }
    }

    @Test
    void aRefusalSaysWhichCharacterAndWhere() {
        assertThatThrownBy(() -> Characters.requirePrintable("note", "ab\u2028"))
                .hasMessage("note has a control character (U+2028) at position 2");
        assertThatThrownBy(() -> Characters.requirePrintable("note", "\uD83D\uDE00\uD83D"))
                .hasMessage("note has an unpaired surrogate at position 2");
    }

    /** Few characters of each width, so that texts share beginnings. */
    private static String text(Random random) {
        int[] characters = {'A', 'a', 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600, 0x10FFFD};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) text.appendCodePoint(characters[random.nextInt(characters.length)]);
        return text.toString();
    }
}
