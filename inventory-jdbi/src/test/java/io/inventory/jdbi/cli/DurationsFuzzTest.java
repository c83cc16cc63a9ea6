package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.fuzz.Fuzz;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A duration can be written and read again, or the text that is none is named. */
class DurationsFuzzTest {
    @Test
    void durationsAreReadOrTheTextIsNamed() throws InterruptedException {
        List<String> words = List.of("ms", "s", "m", "h", "d", "0s", "999999999h");
        Fuzz.texts("durations", List.of("500ms", "10s", "1m", "2h", " 90s", "0s"), words)
                .run(text -> {
                    try {
                        Duration duration = Durations.parseOrZero(text);
                        assertThat(Durations.parseOrZero(Durations.text(duration)))
                                .isEqualTo(duration);
                        return true;
                    } catch (IllegalArgumentException e) {
                        assertThat(e.getMessage()).contains("'" + text + "'");
                        return false;
                    }
                });
    }
}
