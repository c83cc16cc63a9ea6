package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.InternalErrorException;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InternalErrorsTest {
    private final LogLines lines = new LogLines();
    private final InternalErrors errors = new InternalErrors(lines.logger());

    @Test
    void aBugIsLoggedWithItsStackTraceUnderTheIdGiven() {
        String id = errors.log(new IllegalStateException("a bug"));
        assertThat(lines.messages()).containsExactly("internal error, correlation id " + id);
        assertThat(lines.stackTraces()).isEqualTo(1);
    }

    @Test
    void oneFailureOfManyRequestsIsLoggedOnceUnderOneId() {
        InternalErrorException failure = new InternalErrorException("the batch failed");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 200; i++) ids.add(errors.log(failure));
        assertThat(ids).hasSize(1);
        assertThat(lines.messages())
                .containsExactly(
                        "internal error, correlation id " + ids.iterator().next() + ": the batch failed");
        assertThat(lines.stackTraces()).isZero();
    }

    @Test
    void theCauseOfAnInternalErrorIsLoggedOnceWithItsStackTrace() {
        InternalErrorException failure =
                new InternalErrorException("a decorator failed", new IllegalStateException("the root"));
        String id = errors.log(failure);
        assertThat(errors.log(failure)).isEqualTo(id);
        assertThat(lines.messages()).containsExactly("internal error, correlation id " + id);
        assertThat(lines.stackTraces()).isEqualTo(1);
    }

    @Test
    void anInternalErrorWhoseCauseIsLoggedAlreadyIsALine() {
        String id = errors.log(InternalErrorException.logged(
                "the batch failed",
                new IllegalArgumentException("between", new IllegalStateException("the root\nof it"))));
        assertThat(lines.messages())
                .containsExactly("internal error, correlation id " + id
                        + ": the batch failed (IllegalStateException: the root)");
        assertThat(lines.stackTraces()).isZero();
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void causesThatLeadBackToThemselvesAreFollowedForAWhileOnly() {
        IllegalStateException one = new IllegalStateException("one");
        IllegalStateException other = new IllegalStateException("other", one);
        one.initCause(other);
        String id = errors.log(InternalErrorException.logged("the batch failed", one));
        assertThat(lines.messages())
                .singleElement()
                .asString()
                .startsWith("internal error, correlation id " + id + ": the batch failed (IllegalStateException: o");
    }

    @Test
    void ofAFloodOfFailuresEveryIdGivenIsInTheLog() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) ids.add(errors.log(new IllegalStateException("bug " + i)));
        assertThat(ids).hasSizeBetween(InternalErrors.LINES_PER_SECOND_MAX, 200);
        assertThat(ids).allSatisfy(id -> assertThat(lines.messages()).contains("internal error, correlation id " + id));
        Awaitility.await()
                .until(() -> lines.messages().stream()
                        .anyMatch(line ->
                                line.endsWith("more internal errors in the last second, not logged one by one")));
    }
}
