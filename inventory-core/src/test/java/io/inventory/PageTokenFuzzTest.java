package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.VerifyLedger.Stage;
import io.inventory.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A token is one of its listing, and leads to where it was made, or it is refused by name. */
class PageTokenFuzzTest {
    private static final Sku SKU = new Sku("S-1");
    private static final OrderId ORDER = new OrderId("O-1");
    private static final TimeRange RANGE =
            new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-02-01T00:00:00Z"));
    private static final UUID ENTRY = UUID.fromString("0190e6a8-4b5c-7d3e-8f90-123456789abc");

    private static final List<String> TEXTS = Stream.of(
                    PageToken.of(List.of("stocks"), "S-1"),
                    PageToken.of(List.of("stocks"), "x\ud83d\ude00\u00e9"),
                    PageToken.of(RANGE.listing("sku-ledger", "S-1"), "42"),
                    PageToken.of(TimeRange.ALWAYS.listing("sku-ledger", "S-1"), "9223372036854775807"),
                    PageToken.of(RANGE.listing("order-ledger", "O-1"), ENTRY.toString()),
                    PageToken.of(TimeRange.ALWAYS.listing("order-ledger", "O-1"), ENTRY.toString()),
                    token(new Position(Stage.ENTRIES, "S-1", RowKey.of(7), RowKey.of(99))),
                    token(new Position(Stage.ORDERS, "O-1", RowKey.NONE, RowKey.of("O-9"))),
                    token(new Position(Stage.REQUESTS, "\ud83d\ude00", RowKey.of("r-1"), RowKey.of("r-2"))),
                    token(Position.begin(Stage.CHECKPOINTS)))
            .map(token -> new String(Base64.getUrlDecoder().decode(token.value()), StandardCharsets.UTF_8))
            .toList();

    private static PageToken token(Position position) {
        return new VerifyLedger()
                .part(List.of(), 0, Optional.of(position))
                .next()
                .orElseThrow();
    }

    /** Asked as each listing, of which one at most made it. */
    private static boolean isOneOf(PageToken token) {
        Optional<PageToken> after = Optional.of(token);
        boolean accepted = false;
        for (TimeRange range : List.of(TimeRange.ALWAYS, RANGE)) {
            accepted |= isRead(() -> {
                ListSkuLedger list = new ListSkuLedger(SKU, 1, after, range);
                PageToken again = PageToken.of(range.listing("sku-ledger", "S-1"), "" + list.beforeVersion());
                assertThat(new ListSkuLedger(SKU, 1, Optional.of(again), range).beforeVersion())
                        .isEqualTo(list.beforeVersion());
            });
            accepted |= isRead(() -> {
                Optional<UUID> entry = new ListOrderLedger(ORDER, 1, after, range).beforeEntry();
                PageToken again = PageToken.of(range.listing("order-ledger", "O-1"), "" + entry.orElseThrow());
                assertThat(new ListOrderLedger(ORDER, 1, Optional.of(again), range).beforeEntry())
                        .isEqualTo(entry);
            });
        }
        accepted |= isRead(() -> {
            Optional<Sku> sku = new ListStocks(1, after).afterSku();
            assertThat(ListStocks.after(1, sku.orElseThrow()).afterSku()).isEqualTo(sku);
        });
        accepted |= isRead(() -> {
            Position position = new VerifyLedger(after, 1).position();
            for (String id : List.of(
                    position.first(), position.second().id(), position.last().id()))
                assertThat(id).doesNotContain("\0").isEqualTo(throughUtf8(id));
            assertThat(new VerifyLedger(Optional.of(token(position)), 1).position())
                    .isEqualTo(position);
        });
        return accepted;
    }

    private static boolean isRead(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (InvalidRequestException e) {
            assertThat(e.violations()).hasSize(1);
            assertThat(e.violations().get(0).field()).isEqualTo("page_token");
            return false;
        }
    }

    /** What a store would have of it. */
    private static String throughUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Test
    void tokensAreReadOrRefusedByName() throws InterruptedException {
        List<String> tokens = TEXTS.stream().map(PageTokenFuzzTest::encoded).toList();
        Fuzz.texts("page tokens", tokens, List.of())
                .run(value -> isRead(() -> new PageToken(value)) && isOneOf(new PageToken(value)));
    }

    @Test
    void whatIsInTokensIsReadOrRefusedByName() throws InterruptedException {
        List<String> words = Stream.concat(
                        Stream.of("stocks\n", "sku-ledger\nS-1\n", "order-ledger\nO-1\n", "verify-ledger\n"),
                        Stream.of(Stage.values()).map(Stage::name))
                .toList();
        Fuzz.texts("what is in page tokens", TEXTS, words).run(text -> isOneOf(new PageToken(encoded(text))));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((text.isEmpty() ? "\n" : text).getBytes(StandardCharsets.UTF_8));
    }
}
