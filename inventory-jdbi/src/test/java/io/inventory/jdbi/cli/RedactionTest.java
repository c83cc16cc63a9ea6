package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.StoreSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/shop?user=u&password=top-secret&sslmode=require",
                "jdbc:postgresql://db/shop?user=u&password=top;secret&sslmode=require",
                "jdbc:postgresql://db/shop?sslpassword=top;secret",
                "jdbc:h2:mem:x;PASSWORD=top&secret;MODE=PostgreSQL"
            })
    void noPartOfAPasswordIsShownAndTheRestIs(String url) {
        for (String shown :
                new String[] {Redaction.of(url), StoreSettings.of(url, "u", "").toString()}) {
            assertThat(shown).contains("***").doesNotContain("top").doesNotContain("secret");
            if (url.contains("sslmode")) assertThat(shown).contains("sslmode=require");
            if (url.contains("MODE=")) assertThat(shown).contains("MODE=PostgreSQL");
        }
    }

    @Test
    void aLongPasswordIsNotShownEither() {
        assertThat(Redaction.of("jdbc:h2:mem:x;PASSWORD=" + "x\uD83D\uDE00".repeat(50_000)))
                .isEqualTo("jdbc:h2:mem:x;PASSWORD=***");
    }
}
