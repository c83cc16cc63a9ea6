package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a builder refuses. */
class BuilderTest {
    @Test
    void aClientNeedsAServer() {
        assertThatIllegalArgumentException().isThrownBy(InventoryClient::connect);
        assertThatIllegalStateException()
                .isThrownBy(() -> InventoryClient.builder().build())
                .withMessageContaining("an address, a target or a channel");
    }

    @Test
    void aTargetStandsAlone() {
        assertThatIllegalStateException()
                .isThrownBy(() -> InventoryClient.builder("localhost").target("dns:///localhost"));
        ManagedChannel channel =
                NettyChannelBuilder.forTarget("localhost:1").usePlaintext().build();
        assertThatIllegalStateException()
                .isThrownBy(() -> InventoryClient.builder(channel).target("dns:///localhost"));
        channel.shutdownNow();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InventoryClient.builder().target(" "));
    }

    @Test
    void aTargetMustBeOneThatSomethingResolves() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InventoryClient.builder().target("moon:///a").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "PT1H0.001S", "P400000D"})
    void aDeadlineIsAMillisecondToAnHour(Duration deadline) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InventoryClient.builder("localhost").deadline(deadline))
                .withMessageContaining("1 ms to");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, InventoryClient.STREAMS_MAX + 1})
    void thereAreAFewStreams(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InventoryClient.builder("localhost").streams(count));
    }

    @Test
    @SuppressWarnings("NullAway")
    void nothingIsNull() {
        InventoryClient.Builder builder = InventoryClient.builder("localhost");
        assertThatNullPointerException().isThrownBy(() -> builder.executor(null));
        assertThatNullPointerException().isThrownBy(() -> builder.deadline(null));
        assertThatNullPointerException().isThrownBy(() -> builder.intercept((io.grpc.ClientInterceptor) null));
        assertThatNullPointerException().isThrownBy(() -> InventoryClient.builder((io.grpc.Channel) null));
    }
}
