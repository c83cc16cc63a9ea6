package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.inventory.Inventory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the names of servers are looked up. */
@Timeout(60)
class LookUpsTest {
    private final CountingNames names = new CountingNames();

    @BeforeEach
    void register() {
        NameResolverRegistry.getDefaultRegistry().register(names);
    }

    @AfterEach
    void deregister() {
        NameResolverRegistry.getDefaultRegistry().deregister(names);
    }

    @Test
    void namesAreLookedUpAgainWhileAServerIsAwayAndNotWhileAllAreThere() throws Exception {
        try (TestServer first = new TestServer(call -> {});
                TestServer second = new TestServer(call -> {})) {
            names.ports = List.of(first.port(), second.port());
            try (Inventory client =
                    InventoryClient.builder().target("counting:///servers").build()) {
                Awaitility.await("connected to both").until(() -> {
                    client.stock(Clients.SKU);
                    return first.calls() > 0 && second.calls() > 0;
                });
                Duration severalTicks = InventoryClient.RECONNECT_MAX.multipliedBy(3);
                Awaitility.await("nothing is away")
                        .during(severalTicks)
                        .atMost(severalTicks.plusSeconds(10))
                        .until(() -> names.lookUps.get() == 0);

                first.stop();
                Awaitility.await("one is away, again and again").until(() -> {
                    assertThat(client.stock(Clients.SKU).sku()).isEqualTo(Clients.SKU);
                    return names.lookUps.get() > 3;
                });
            }
        }
    }

    /** Understands {@code counting:///} and counts how often it is asked again. */
    private static final class CountingNames extends NameResolverProvider {
        private final AtomicInteger lookUps = new AtomicInteger();
        private volatile List<Integer> ports = List.of();

        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 1;
        }

        @Override
        public String getDefaultScheme() {
            return "counting";
        }

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args args) {
            return new NameResolver() {
                private @Nullable Listener2 listener;

                @Override
                public String getServiceAuthority() {
                    return "servers";
                }

                @Override
                public void start(Listener2 listener) {
                    this.listener = listener;
                    give(listener);
                }

                @Override
                public void refresh() {
                    lookUps.incrementAndGet();
                    if (listener != null) give(listener);
                }

                private void give(Listener2 to) {
                    Stream<EquivalentAddressGroup> found = ports.stream()
                            .map(port -> new EquivalentAddressGroup(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
                    to.onResult2(ResolutionResult.newBuilder()
                            .setAddressesOrError(StatusOr.fromValue(found.toList()))
                            .build());
                }

                @Override
                public void shutdown() {}
            };
        }
    }
}
