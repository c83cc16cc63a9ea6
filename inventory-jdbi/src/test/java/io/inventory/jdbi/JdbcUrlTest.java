package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcUrlTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://h/d?password=a%26b, jdbc:postgresql://h/d, a&b",
        "jdbc:postgresql://h/d?user=u&password=x, jdbc:postgresql://h/d?user=u, x",
        "jdbc:postgresql://h/d?password=x&user=u, jdbc:postgresql://h/d?user=u, x",
        "jdbc:postgresql://h/d?user=u, jdbc:postgresql://h/d?user=u, ''",
        "jdbc:postgresql://h/d?sslpassword=x, jdbc:postgresql://h/d?sslpassword=x, ''",
        "jdbc:h2:mem:x;PASSWORD=a b;MODE=MySQL, jdbc:h2:mem:x;MODE=MySQL, a b",
        "jdbc:h2:mem:x;password=x, jdbc:h2:mem:x, x",
        "jdbc:h2:mem:x, jdbc:h2:mem:x, ''"
    })
    void thePasswordIsTakenOut(String url, String text, String password) {
        assertThat(JdbcUrl.of(url)).isEqualTo(new JdbcUrl(text, password));
    }

    @Test
    void aLongPasswordIsTakenOutToo() {
        String password = "x".repeat(50_000);
        assertThat(JdbcUrl.of("jdbc:h2:mem:x;PASSWORD=" + password)).isEqualTo(new JdbcUrl("jdbc:h2:mem:x", password));
    }

    @Test
    void aPasswordThatIsGivenTwiceIsRefusedUnlessItIsTheSame() {
        JdbcUrl url = JdbcUrl.of("jdbc:h2:mem:x;PASSWORD=planted");
        assertThat(url.passwordOr("")).isEqualTo("planted");
        assertThat(url.passwordOr("planted")).isEqualTo("planted");
        assertThat(JdbcUrl.of("jdbc:h2:mem:x").passwordOr("other")).isEqualTo("other");
        assertThatThrownBy(() -> url.passwordOr("other"))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("give one of them")
                .hasMessageNotContaining("planted");
    }

    @Test
    void whatTheDriverWouldMistakeForAHostIsRefusedWithoutIt() {
        for (String url :
                new String[] {"jdbc:postgresql://user:planted@host/d", "jdbc:postgresql://user:pl@nted@host:1/d?user=u"
                })
            assertThatThrownBy(() -> JdbcUrl.of(url))
                    .isInstanceOf(SetupException.class)
                    .hasMessageNotContaining("nted");
        assertThatThrownBy(() -> JdbcUrl.of("jdbc:postgresql://h/d?password=planted%"))
                .isInstanceOf(SetupException.class)
                .hasMessageNotContaining("planted");
    }
}
