package io.inventory.jdbi.management.page;

import static io.inventory.jdbi.management.page.Markup.assertOnlyWhatIsOurs;
import static io.inventory.jdbi.management.page.Markup.texts;
import static io.inventory.jdbi.management.page.Markup.unescaped;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.management.page.Pages.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that would be something else than names on a page. */
@Timeout(60)
class HostileNamesTest {
    private final JdbiInventory inventory = JdbiInventory.inMemory();
    private final Pages pages = new Pages(inventory, new SimpleMeterRegistry(), Optional::empty);
    private final Visitor visitor = new Visitor(pages);

    @AfterEach
    void close() {
        pages.close();
        inventory.close();
    }

    static List<String> hostileNames() {
        return List.of(
                "\"><script>alert(1)</script>",
                "' onmouseover='alert(1)",
                "\" onfocus=\"alert(1)\" autofocus=\"",
                "</title><img src=x onerror=alert(1)>",
                "</style><style>*{display:none}",
                "</svg><svg onload=alert(1)>",
                "<!--",
                "]]>--><b>",
                "&lt;b&gt;&amp;#60;",
                "javascript:alert(1)",
                "//evil.example/x",
                "a/b?c=d&e=f#g%00%zz+",
                "\u202egnp.exe",
                "\u2066x\u200f",
                "{{7*7}}${7*7}#{7*7}",
                "x".repeat(128),
                "🍵".repeat(128),
                "\ufffe\uffff",
                "../../etc/passwd");
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aNameIsANameWhateverIsInIt(String name) {
        Sku sku = new Sku(name);
        OrderId order = new OrderId(name);
        inventory.create(sku, 100, new RequestId(name));
        inventory.adjust(sku, 5, name, new RequestId("adjusted"));
        inventory.reserve(order, List.of(new OrderLine(sku, 7)));
        OrderId rejected = new OrderId("rejected");
        inventory.deduct(rejected, List.of(new OrderLine(sku, 1_000)));
        List<String> all = List.of(
                visitor.get(Links.HOME),
                visitor.get(Links.STOCKS, Links.PREFIX, name),
                visitor.get(Links.STOCK, Links.SKU, name),
                visitor.get(Links.ORDER, Links.ID, name),
                visitor.get(Links.ORDER, Links.ID, "rejected"),
                visitor.answer(Links.STOCK, Links.SKU, name + " ").body(),
                visitor.answer(Links.ORDER, Links.ID, "x" + name.substring(1) + "\n")
                        .body(),
                visitor.answer(Links.STOCKS, Links.PREFIX, name, Links.PAGE, name)
                        .body(),
                visitor.answer("/page/" + name).body());
        for (String html : all) assertOnlyWhatIsOurs(html);
        assertThat(texts(all.get(0))).contains(name);
        assertThat(texts(all.get(1))).contains(name);
        assertThat(texts(all.get(2))).contains(name);
        assertThat(texts(all.get(3))).contains("Order " + name, name);
        // and its link leads to it
        Matcher link = Pattern.compile("href=\"(/page/stock\\?sku=[^\"]*)\"").matcher(all.get(1));
        assertThat(link.find()).isTrue();
        String address = unescaped(link.group(1));
        Answer there = pages.at("/page/stock", address.substring(address.indexOf('?') + 1));
        assertThat(texts(there.body())).contains(name);
    }

    @Test
    void everyAnswerForbidsScriptsFramesAndWhatIsElsewhere() {
        for (String path : List.of(Links.HOME, Links.STOCKS, Links.STYLE, "/page/none", Links.STOCK)) {
            Answer answer = pages.at(path, null);
            assertThat(answer.headers().get("Content-Security-Policy"))
                    .startsWith("default-src 'none'; style-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe", "script");
            assertThat(answer.headers())
                    .containsEntry("X-Content-Type-Options", "nosniff")
                    .containsEntry("Referrer-Policy", "no-referrer")
                    .containsEntry("Cross-Origin-Resource-Policy", "same-origin");
        }
        assertThat(visitor.get(Links.HOME)).doesNotContain(" style=", "<style", "<script", "http://", "https://");
    }
}
