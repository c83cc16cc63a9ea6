package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
    private static final Sku LONGEST = new Sku("\uD83D\uDE00".repeat(128));

    @Test
    void aTokenGivesBackWhatItWasMadeOf() {
        UUID id = UUID.randomUUID();

        assertThat(PageToken.of(LONGEST).sku()).isEqualTo(LONGEST);
        assertThat(PageToken.of(Long.MAX_VALUE).version()).isEqualTo(Long.MAX_VALUE);
        assertThat(PageToken.of(id).entryId()).isEqualTo(id);
    }

    @Test
    void aTokenIsUrlSafe() {
        assertThat(PageToken.of(LONGEST).value()).matches("[A-Za-z0-9_-]+");
        assertThat(PageToken.of(new Sku("???>>>\u00FF")).value()).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "a", "not a token", "====", "\u00E9"})
    void whatNoListingGaveIsRefused(String value) {
        assertRefusedByEveryListing(new PageToken(value));
    }

    @Test
    void aTokenOfAnotherListingIsRefused() {
        Optional<PageToken> ofStocks = Optional.of(PageToken.of(new Sku("shoe")));
        Optional<PageToken> ofOrderLedger = Optional.of(PageToken.of(UUID.randomUUID()));
        Optional<PageToken> ofSkuLedger = Optional.of(PageToken.of(7));

        assertInvalid(() -> new ListSkuLedger(new Sku("a"), 10, ofStocks));
        assertInvalid(() -> new ListSkuLedger(new Sku("a"), 10, ofOrderLedger));
        assertInvalid(() -> new ListOrderLedger(new OrderId("o"), 10, ofStocks));
        assertInvalid(() -> new ListOrderLedger(new OrderId("o"), 10, ofSkuLedger));
    }

    @Test
    void aTokenThatIsTooLongIsRefused() {
        assertRefusedByEveryListing(new PageToken("YWFh".repeat(1_000)));
        String blank = Base64.getUrlEncoder().encodeToString(" ".getBytes(StandardCharsets.UTF_8));
        assertRefusedByEveryListing(new PageToken(blank));
    }

    private static void assertRefusedByEveryListing(PageToken token) {
        assertInvalid(() -> new ListStocks(10, Optional.of(token)));
        assertInvalid(() -> new ListSkuLedger(new Sku("a"), 10, Optional.of(token)));
        assertInvalid(() -> new ListOrderLedger(new OrderId("o"), 10, Optional.of(token)));
    }

    private static void assertInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable listing) {
        assertThatThrownBy(listing)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("page_token must be a token that the same listing returned");
    }
}
