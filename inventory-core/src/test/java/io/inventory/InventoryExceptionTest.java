package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InventoryExceptionTest {
    @ParameterizedTest
    @EnumSource
    void whatIsRetryableIsAnUnavailableServiceAndNothingElse(ErrorReason reason) {
        InventoryException failure = InventoryException.of(reason, "why", Map.of());

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.isRetryable()).isEqualTo(failure instanceof UnavailableException);
    }

    @ParameterizedTest
    @EnumSource(names = {"OVERLOADED", "UNAVAILABLE", "READ_ONLY"})
    void aFaultOfTheServiceIsRetryable(ErrorReason reason) {
        assertThat(InventoryException.of(reason, "why", Map.of()).isRetryable()).isTrue();
    }
}
