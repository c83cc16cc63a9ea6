package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @Test
    void eachUnitIsRead() {
        assertThat(Durations.parse("800ms")).isEqualTo(Duration.ofMillis(800));
        assertThat(Durations.parse("2s")).isEqualTo(Duration.ofSeconds(2));
        assertThat(Durations.parse("1m")).isEqualTo(Duration.ofMinutes(1));
        assertThat(Durations.parse(" 720h ")).isEqualTo(Duration.ofDays(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "0s", "-1s", "1.5s", "1 s", "1d", "1234567890s", "soon"})
    void anythingElseIsRefusedWithTheTextThatWasGiven(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be like 800ms, 2s, 1m or 1h, is '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0ms", "0s", "0m", " 0h "})
    void zeroIsReadWhereItHasAMeaning(String text) {
        assertThat(Durations.parseOrZero(text)).isZero();
    }

    @Test
    void whereZeroHasAMeaningTheRestIsReadAlike() {
        assertThat(Durations.parseOrZero("2s")).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> Durations.parseOrZero("0")).hasMessage("must be like 800ms, 2s, 1m or 1h, is '0'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1ms", "1500ms", "59s", "90s", "1m", "90m", "1h", "720h"})
    void whatIsWrittenIsWhatWasRead(String text) {
        assertThat(Durations.text(Durations.parse(text))).isEqualTo(text);
    }

    @Test
    void theLargestWholeUnitIsWritten() {
        assertThat(Durations.text(Duration.ofDays(2))).isEqualTo("48h");
        assertThat(Durations.text(Duration.ZERO)).isEqualTo("0s");
    }
}
