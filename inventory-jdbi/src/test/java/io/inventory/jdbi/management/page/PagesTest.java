package io.inventory.jdbi.management.page;

import static io.inventory.jdbi.management.page.Markup.texts;
import static io.inventory.jdbi.management.page.Markup.unescaped;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.ListOrderLedger;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RefusedException;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.management.page.Pages.Answer;
import io.inventory.jdbi.transaction.RecordedLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pages of an inventory: what is shown, and what if there is nothing to show. */
@Timeout(60)
class PagesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JdbiInventory inventory = JdbiInventory.inMemory();
    private final Pages pages = new Pages(inventory, registry, Optional::empty);
    private final Visitor visitor = new Visitor(pages);

    @AfterEach
    void close() {
        pages.close();
        inventory.close();
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(visitor.answer(Links.STOCK, Links.SKU, "none").status()).isEqualTo(404);
        assertThat(visitor.answer(Links.ORDER, Links.ID, "none").status()).isEqualTo(404);
        assertThat(visitor.answer(Links.STOCK).status()).isEqualTo(400);
        assertThat(visitor.answer(Links.STOCKS, Links.PAGE, "made-up").status()).isEqualTo(400);
        assertThat(pages.at(Links.STOCK, "sku=%zz").status()).isEqualTo(400);
        assertThat(pages.at(Links.STOCK, "&&&=&sku").status()).isEqualTo(400);
        assertThat(pages.at("/page/", null).status()).isEqualTo(404);
        assertThat(Pages.isPage("/pages")).isFalse();
    }

    @Test
    void stocksAreListedPageByPageAndThoseThatBeginSo() {
        for (int i = 0; i < 120; i++) inventory.create(new Sku("a-" + (1_000 + i)), i, new RequestId("r"));
        inventory.create(new Sku("a-"), 1, new RequestId("r"));
        inventory.create(new Sku("b"), 1, new RequestId("r"));
        List<String> seen = new ArrayList<>();
        String html = visitor.get(Links.STOCKS, Links.PREFIX, "a-");
        for (int page = 0; page < 10; page++) {
            Matcher row = Pattern.compile("<bdi>([^<]*)</bdi>").matcher(html);
            while (row.find()) seen.add(row.group(1));
            Matcher next = Pattern.compile("href=\"/page/stocks\\?([^\"]*)\" rel=\"next\"")
                    .matcher(html);
            if (!next.find()) break;
            Answer answer = pages.at(Links.STOCKS, unescaped(next.group(1)));
            assertThat(answer.status()).isEqualTo(200);
            html = answer.body();
        }
        List<String> expected = new ArrayList<>(List.of("a-"));
        for (int i = 0; i < 120; i++) expected.add("a-" + (1_000 + i));
        assertThat(seen).isEqualTo(expected);
        assertThat(visitor.get(Links.STOCKS)).contains("a-1000").doesNotContain("<bdi>b</bdi>");
        assertThat(visitor.get(Links.STOCKS, Links.PREFIX, "zz")).contains("No SKU begins so.");
    }

    @Test
    void anOrderAndItsStockAreShownWithTheirNumbers() {
        Sku sku = new Sku("mug");
        inventory.create(sku, 12_345, new RequestId("r"));
        inventory.execute(new Deduct(new OrderId("o"), List.of(new OrderLine(sku, 45))));
        inventory.rollback(new OrderId("o"));
        assertThat(texts(visitor.get(Links.ORDER, Links.ID, "o")))
                .contains("rolled back", "45", "order canceled", "+45");
        List<String> stock = texts(visitor.get(Links.STOCK, Links.SKU, " mug "));
        assertThat(stock).contains("12,345", "12,300", "-45", "initialized");
        assertThat(visitor.get(Links.STOCK, Links.SKU, "mug"))
                .contains("<polyline class=\"line available\" points=\"64.0,12.0 ");
    }

    @Test
    void anOrderThatWasCompactedIsShownAsFarAsItIsKnown() {
        inventory.create(new Sku("mug"), 10, new RequestId("r"));
        OrderId id = new OrderId("o");
        inventory.deduct(id, List.of(new OrderLine(new Sku("mug"), 1)));
        inventory.rollback(id);
        try (Pages later = new Pages(new Compacted(inventory), registry, Optional::empty)) {
            Answer order = later.at(Links.ORDER, "id=o");
            assertThat(order.status()).as(order.body()).isEqualTo(200);
            assertThat(order.body()).contains("compacted", "rolled back").doesNotContain("Lines");
        }
    }

    /** An inventory all of whose orders were closed long ago. */
    private record Compacted(Inventory inventory) implements Inventory {
        @Override
        public <A> A execute(Request<A> request) {
            return submit(request).join();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <A> CompletableFuture<A> submit(Request<A> request) {
            if (request instanceof ListOrderLedger ledger)
                return CompletableFuture.failedFuture(RefusedException.orderCompacted(ledger.orderId()));
            CompletableFuture<A> answer = inventory.submit(request);
            if (!(request instanceof GetOrder)) return answer;
            return answer.thenApply(order -> (A) compacted((Order) order));
        }

        private static Order compacted(Order order) {
            return new Order(
                    order.id(),
                    order.origin(),
                    order.status(),
                    List.of(),
                    List.of(),
                    order.rejection(),
                    order.expiresAt(),
                    order.confirmedAt(),
                    order.closedAt(),
                    order.createdAt(),
                    order.updatedAt(),
                    true);
        }

        @Override
        public void close() {}
    }

    @Test
    void reservationsAreShownInTheOrderInWhichTheyRunOut() {
        inventory.create(new Sku("mug"), 100, new RequestId("r"));
        List<OrderLine> lines = List.of(new OrderLine(new Sku("mug"), 1));
        inventory.execute(new Reserve(new OrderId("late"), lines, Duration.ofHours(30)));
        inventory.execute(new Reserve(new OrderId("soon"), lines, Duration.ofSeconds(90)));
        inventory.execute(new Reserve(new OrderId("gone"), lines, Duration.ofSeconds(90)));
        inventory.execute(new Rollback(new OrderId("gone")));
        List<String> texts = texts(visitor.get(Links.HOME));
        assertThat(texts.indexOf("soon")).isPositive().isLessThan(texts.indexOf("late"));
        assertThat(texts).contains("in 1 d 5 h").doesNotContain("gone");
    }

    @Test
    void parkedMessagesAreShownWhereThereAreSome() {
        assertThat(visitor.get(Links.HOME)).doesNotContain("Parked");
        registry.gauge("inventory.messages.parked", 7);
        assertThat(texts(visitor.get(Links.HOME))).contains("Parked messages");
        assertThat(visitor.get(Links.HOME)).contains("7. Look at them with: inventory-amqp-consumer parked list");
    }

    @Test
    void aStoreThatDoesNotAnswerIsSaidWithinSecondsAndOneLookTooManyIsRefused() throws Exception {
        Silent silent = new Silent();
        try (Pages waiting = new Pages(silent, registry, () -> Optional.of("the store does not answer"))) {
            List<CompletableFuture<Answer>> looks = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < Pages.PAGES_MAX; i++) looks.add(async(() -> waiting.at(Links.STOCKS, null)));
            Awaitility.await().until(() -> silent.asked.size() == Pages.PAGES_MAX);
            assertThat(waiting.at(Links.STOCKS, null).status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Asking.ANSWER_MAX);
            for (CompletableFuture<Answer> look : looks) {
                assertThat(look.get().status()).isEqualTo(503);
                assertThat(look.get().body()).contains("The inventory does not answer");
            }
            assertThat(silent.asked).allMatch(CompletableFuture::isCancelled);
            assertThat(waiting.at(Links.HOME, null).body()).contains("Not ready: the store does not answer");
        }
    }

    /** What is the process's own fault is not said to be the person's. */
    @Test
    void aBugIsAnErrorInTheLogAndTellsNothing() {
        Supplier<Optional<String>> broken = () -> {
            throw new IllegalArgumentException("select secret");
        };
        try (RecordedLog log = new RecordedLog(Pages.class);
                Pages failing = new Pages(inventory, registry, broken)) {
            Answer answer = failing.at(Links.HOME, null);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("The process&#39;s log has it.").doesNotContain("secret");
            assertThat(log.lines()).containsExactly("a page could not be made");
            assertThat(log.stackTraces()).isEqualTo(1);
        }
    }

    private static CompletableFuture<Answer> async(Supplier<Answer> work) {
        CompletableFuture<Answer> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> result.complete(work.get()), "look");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** An inventory that never answers. */
    private static final class Silent implements Inventory {
        private final List<CompletableFuture<?>> asked = new CopyOnWriteArrayList<>();

        @Override
        public <A> A execute(Request<A> request) {
            return submit(request).join();
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            CompletableFuture<A> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }

        @Override
        public void close() {}
    }
}
