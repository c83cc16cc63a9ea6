package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the requests themselves refuse, before any inventory sees them. */
class RequestLimitsTest {
    private static final Sku A = new Sku("a");
    private static final OrderId ORDER = new OrderId("o");
    private static final RequestId REQUEST = new RequestId("r");
    private static final List<OrderLine> LINES = List.of(OrderLine.of("a", 1));

    @Test
    void aRollbackIdNeedsLines() {
        assertInvalid(
                "rollback_id",
                () -> new Rollback(ORDER, List.of(), Optional.of(new RollbackId("x")), RollbackReason.CANCELED));
    }

    @Test
    void aTimeToLiveIsOneSecondToThirtyDays() {
        assertInvalid("time_to_live", () -> new Reserve(ORDER, LINES, Duration.ofMillis(999)));
        assertInvalid(
                "time_to_live",
                () -> new Reserve(ORDER, LINES, Duration.ofDays(30).plusNanos(1)));
        assertInvalid("time_to_live", () -> new Reserve(ORDER, LINES, Duration.ofSeconds(-5)));
        assertThat(new Reserve(ORDER, LINES, Duration.ofSeconds(2, 1_001)).timeToLive())
                .isEqualTo(Duration.ofSeconds(2, 2_000));
        assertThat(new Reserve(ORDER, LINES, Duration.ofDays(30).minusNanos(1)).timeToLive())
                .isEqualTo(Duration.ofDays(30));
        assertThat(new Reserve(ORDER, LINES).timeToLive()).isEqualTo(Duration.ofMinutes(15));
        assertThatCode(() -> new Reserve(ORDER, LINES, Duration.ofSeconds(1))).doesNotThrowAnyException();
        assertThatCode(() -> new Reserve(ORDER, LINES, Duration.ofDays(30))).doesNotThrowAnyException();
    }

    @Test
    void operatorsGiveSensibleNumbersAndAReason() {
        String longest = "\uD83D\uDE00".repeat(Notes.CODE_POINTS_MAX);
        assertInvalid("initial_stock", () -> new CreateStock(A, -1, REQUEST));
        assertInvalid("delta", () -> new AdjustStock(A, 0, "nothing", REQUEST));
        assertInvalid("available_stock", () -> new SetStock(A, -1, "counted", REQUEST, OptionalLong.empty()));
        assertInvalid("expected_version", () -> new SetStock(A, 1, "counted", REQUEST, OptionalLong.of(0)));
        for (String words : List.of("", " ", "\n", "a\u0000b", "a\nb", "a\uD83D", longest + "x")) {
            assertInvalid("reason", () -> new AdjustStock(A, 1, words, REQUEST));
            assertInvalid("reason", () -> new SetStock(A, 1, words, REQUEST, OptionalLong.empty()));
        }
        assertThatCode(() -> new AdjustStock(A, Long.MIN_VALUE, longest, REQUEST))
                .doesNotThrowAnyException();
    }

    @Test
    void aBatchNamesOneToAThousandSkus() {
        assertInvalid("sku_ids", () -> new BatchGetStock(List.of()));
        assertInvalid("sku_ids", () -> new BatchGetStock(Collections.nCopies(1_001, A)));
        assertThat(new BatchGetStock(Collections.nCopies(1_000, A)).skus()).containsExactly(A);
        assertThat(new BatchGetStock(IntStream.of(3, 1, 2)
                                .mapToObj(i -> new Sku("s" + i))
                                .toList())
                        .skus())
                .isSorted();
    }

    @Test
    void aPageHasOneToAThousandItems() {
        for (int size : new int[] {0, -1, 1_001, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertInvalid("page_size", () -> new ListStocks(size, Optional.empty()));
            assertInvalid("page_size", () -> new ListSkuLedger(A, size, Optional.empty()));
            assertInvalid("page_size", () -> new ListOrderLedger(ORDER, size, Optional.empty()));
        }
        assertThatCode(() -> new ListStocks(1_000, Optional.empty())).doesNotThrowAnyException();
    }

    @Test
    void aPartOfAVerificationHasOneToTenThousandRows() {
        for (int rows : new int[] {0, -1, 10_001, Integer.MIN_VALUE, Integer.MAX_VALUE})
            assertInvalid("entries_max", () -> new VerifyLedger(Optional.empty(), rows));
        assertThatCode(() -> new VerifyLedger(Optional.empty(), 10_000)).doesNotThrowAnyException();
    }

    private static void assertInvalid(String field, ThrowingCallable request) {
        assertThatThrownBy(request).isInstanceOfSatisfying(InvalidRequestException.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_ARGUMENT);
            assertThat(refusal.isRetryable()).isFalse();
            assertThat(refusal.violations())
                    .extracting(InvalidRequestException.FieldViolation::field)
                    .containsExactly(field);
        });
    }
}
