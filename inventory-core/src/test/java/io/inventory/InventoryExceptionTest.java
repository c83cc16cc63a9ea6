package io.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.InvalidRequestException.FieldViolation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class InventoryExceptionTest {
    private static final Map<String, String> IDS = Map.of("sku_id", "S", "order_id", "O");

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

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"INVALID_ARGUMENT", "OVERLOADED", "UNAVAILABLE", "READ_ONLY"})
    void whatAServerSaidOfTheErrorIsKept(ErrorReason reason) {
        InventoryException failure = InventoryException.of(reason, "why", IDS);

        assertThat(failure).hasMessage("why");
        assertThat(failure.ids()).isEqualTo(IDS);
    }

    static Stream<InventoryException> oneOfEachKind() {
        RuntimeException cause = new IllegalStateException("cause");
        return Stream.of(
                new InvalidRequestException(
                        List.of(new FieldViolation("items[3].quantity", "too many"), new FieldViolation("b", "bad"))),
                InventoryException.of(ErrorReason.ORDER_NOT_FOUND, "why", IDS),
                InventoryException.of(ErrorReason.ORDER_MISMATCH, "why", IDS),
                InventoryException.of(ErrorReason.OUT_OF_RANGE, "why", IDS),
                AccessDeniedException.unauthenticated("why"),
                UnavailableException.unavailable("why", cause),
                UnavailableException.overloaded("too many"),
                new InternalErrorException("why", cause));
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void javaSerializationKeepsEverything(InventoryException thrown) throws Exception {
        InventoryException read = readBack(thrown);

        assertThat(read)
                .isExactlyInstanceOf(thrown.getClass())
                .usingRecursiveComparison()
                .isEqualTo(thrown);
        assertThat(read.ids()).isEqualTo(thrown.ids()).isUnmodifiable();
        if (thrown instanceof InvalidRequestException invalid)
            assertThat(((InvalidRequestException) read).violations()).isEqualTo(invalid.violations());
    }

    @Test
    void noKindIsForgottenAbove() {
        assertThat(oneOfEachKind().<Class<?>>map(Object::getClass))
                .containsOnly(InventoryException.class.getPermittedSubclasses());
    }

    private static InventoryException readBack(InventoryException thrown) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(thrown);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (InventoryException) in.readObject();
        }
    }
}
