package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
    private static final String LONGEST = "\uD83D\uDE00".repeat(128);
    private static final UUID ID = UUID.randomUUID();

    @Test
    void aTokenGivesBackWhereThePageEnded() {
        for (String id : List.of(LONGEST, "a", "???>>>\u00FF")) {
            assertThat(new ListStocks(1, tokenOfStocks(id)).afterSku()).contains(new Sku(id));
            assertThat(new ListSkuLedger(new Sku(id), 1, tokenOfSkuLedger(id)).beforeVersion())
                    .isEqualTo(Long.MAX_VALUE);
            assertThat(new ListOrderLedger(new OrderId(id), 1, tokenOfOrderLedger(id)).beforeEntry())
                    .contains(ID);
        }
        assertThat(new ListStocks(1, Optional.empty()).afterSku()).isEmpty();
        assertThat(new ListOrderLedger(new OrderId("o"), 1, Optional.empty()).beforeEntry())
                .isEmpty();
    }

    @Test
    void aTokenIsUrlSafe() {
        for (String id : List.of(LONGEST, "???>>>\u00FF"))
            assertThat(List.of(tokenOfStocks(id), tokenOfSkuLedger(id), tokenOfOrderLedger(id)))
                    .allSatisfy(token -> assertThat(token.orElseThrow().value()).matches("[A-Za-z0-9_-]+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a", "not a token", "====", "\u00E9"})
    void whatNoListingGaveIsRefused(String value) {
        assertRefusedByEveryListing(new PageToken(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shoe", "7", "9e3c0e0e-6a3c-4f0e-8d0a-0c1d2e3f4a5b"})
    void aTokenThatNamesNoListingIsRefused(String position) {
        assertRefusedByEveryListing(encode(position));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stocks\n",
                "stocks\n ",
                "stocks\na\n",
                "sku-ledger\na\n",
                "sku-ledger\na\nb",
                "sku-ledger\na\n1\n",
                "order-ledger\no\n7",
                "order-ledger\no\n"
            })
    void aTokenWithoutAPositionIsRefused(String text) {
        assertRefusedByEveryListing(encode(text));
    }

    /** No store takes what they would look for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENTRIES 0 0 1 0 \0",
                "ORDERS 0 0 3 0 O-\uDB9D\uDCCC",
                "REQUESTS 0 0 0 1 \uD83D\uDE00",
                "REQUESTS 0 0 0 0 \0"
            })
    void aPositionOfAVerificationThatNoStoreCanHaveIsRefused(String position) {
        PageToken token = encode("verify-ledger\n" + position);
        assertInvalid(() -> new VerifyLedger(Optional.of(token), 1).position());
    }

    @Test
    void anEmptyTokenIsNone() {
        assertInvalid(() -> new PageToken(""));
    }

    @Test
    void aTokenThatIsTooLongIsRefused() {
        assertRefusedByEveryListing(new PageToken("YWFh".repeat(1_000)));
    }

    private static Optional<PageToken> tokenOfStocks(String sku) {
        Stock last = new Stock(new Sku(sku), 0, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH);
        return new ListStocks(1, Optional.empty()).page(List.of(last, last)).next();
    }

    private static Optional<PageToken> tokenOfSkuLedger(String sku) {
        LedgerEntry last = entry(sku);
        return new ListSkuLedger(new Sku(sku), 1, Optional.empty())
                .page(List.of(last, last))
                .next();
    }

    private static Optional<PageToken> tokenOfOrderLedger(String orderId) {
        LedgerEntry last = entry("s");
        return new ListOrderLedger(new OrderId(orderId), 1, Optional.empty())
                .page(List.of(last, last))
                .next();
    }

    private static LedgerEntry entry(String sku) {
        return new LedgerEntry(
                ID,
                new Sku(sku),
                Long.MAX_VALUE,
                0,
                0,
                0,
                0,
                LedgerReason.MANUAL_SET,
                "",
                "r",
                Actor.NOBODY,
                Instant.EPOCH);
    }

    private static PageToken encode(String text) {
        return new PageToken(Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertRefusedByEveryListing(PageToken token) {
        assertInvalid(() -> new ListStocks(10, Optional.of(token)).afterSku());
        assertInvalid(() -> new ListSkuLedger(new Sku("a"), 10, Optional.of(token)).beforeVersion());
        assertInvalid(() -> new ListOrderLedger(new OrderId("o"), 10, Optional.of(token)).beforeEntry());
    }

    private static void assertInvalid(ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("page_token must be a token that the same listing returned");
    }
}
