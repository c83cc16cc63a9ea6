package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.inventory.ErrorReason;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What callers are told where gRPC itself has no better code than UNKNOWN. */
class CallFailuresTest {
    private final CallFailures failures = new CallFailures("shop:9090", Duration.ofSeconds(1));

    /** As it was met when a server was killed under load. */
    @Test
    void aConnectionThatEndsWhileItIsWrittenToIsUnavailable() {
        Status status = Status.UNKNOWN
                .withDescription("channel closed")
                .withCause(new IllegalStateException("write", new ClosedChannelException()));
        assertThat(failures.of(status, new Metadata()))
                .hasMessageContaining("shop:9090 cannot be reached")
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.UNAVAILABLE));
    }

    @Test
    void whatElseIsThrownIsNot() {
        Status status = Status.fromThrowable(new IOException("provoked"));
        assertThat(failures.of(status, new Metadata()))
                .hasMessageContaining("provoked")
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.INTERNAL));
    }
}
