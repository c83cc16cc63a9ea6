package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.fuzz.Fuzz;
import io.inventory.jdbi.cli.Redaction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A URL of a database is taken apart, or refused without its password. */
class JdbcUrlFuzzTest {
    private static final List<String> EXAMPLES = List.of(
            "jdbc:h2:file:./data/inventory",
            "jdbc:h2:mem:x;USER=sa;PASSWORD=s\\;cret;WRITE_DELAY=0",
            "jdbc:postgresql://h:5432/d?user=u&password=s%20cret&ssl=true",
            "jdbc:postgresql://[::1]/d?password=secret",
            "jdbc:postgresql://u:secret@h/d");

    @Test
    void urlsAreTakenApartOrRefused() throws InterruptedException {
        List<String> words =
                List.of("password=", ";PASSWORD=", "\\;", "&", "?", "@", "%2", "jdbc:h2:", "jdbc:postgresql:");
        Fuzz.texts("database URLs", EXAMPLES, words).run(text -> {
            assertThat(Redaction.of(Redaction.of(text))).isEqualTo(Redaction.of(text));
            try {
                JdbcUrl url = JdbcUrl.of(text);
                assertThat(JdbcUrl.of(url.text()).text().length())
                        .isLessThanOrEqualTo(url.text().length());
                if (!url.password().isEmpty()) assertThat(url.text().length()).isLessThan(text.length());
                return true;
            } catch (SetupException e) {
                assertThat(e.getMessage()).contains("URL").doesNotContain("secret", "\n");
                return false;
            }
        });
    }
}
