package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.NameResolver;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a channel hears of names that cannot be resolved just now, or for the time being. */
class AddressListResolverTest {
    private final Map<String, String> names = new HashMap<>(Map.of("a.example", "192.0.2.1", "b.example", "192.0.2.2"));
    private final Deque<ResolutionResult> results = new ArrayDeque<>();
    private final AddressListResolver resolver = new AddressListResolver(
            List.of(new ServerAddress("a.example", 1), new ServerAddress("b.example", 2)),
            this::addressesOf,
            Runnable::run,
            new SynchronizationContext((thread, e) -> {
                throw new AssertionError(e);
            }));

    @Test
    void aNameThatCannotBeResolvedJustNowKeepsItsAddresses() throws Exception {
        start();
        names.remove("b.example");
        resolver.refresh();
        assertThat(found()).containsExactly(address("192.0.2.1", 1), address("192.0.2.2", 2));
        names.remove("a.example");
        resolver.refresh();
        assertThat(found()).containsExactly(address("192.0.2.1", 1), address("192.0.2.2", 2));
    }

    @Test
    void aNameThatIsResolvedToAnotherAddressHasThatAlone() throws Exception {
        start();
        names.put("b.example", "192.0.2.3");
        resolver.refresh();
        assertThat(found()).containsExactly(address("192.0.2.1", 1), address("192.0.2.3", 2));
    }

    @Test
    void aNameThatNeverWasResolvedIsLeftOutUntilItIs() throws Exception {
        names.remove("b.example");
        start();
        assertThat(found()).containsExactly(address("192.0.2.1", 1));
        names.put("b.example", "192.0.2.2");
        resolver.refresh();
        assertThat(found()).containsExactly(address("192.0.2.1", 1), address("192.0.2.2", 2));
    }

    @Test
    void whereNoNameEverWasResolvedTheyAreSaid() {
        names.clear();
        start();
        assertThat(results.getLast().getAddressesOrError().getStatus().getDescription())
                .isEqualTo("unknown host a.example, b.example");
    }

    private InetAddress[] addressesOf(String host) throws UnknownHostException {
        String ip = names.get(host);
        if (ip == null) throw new UnknownHostException(host);
        return new InetAddress[] {InetAddress.getByName(ip)};
    }

    private void start() {
        resolver.start(new NameResolver.Listener2() {
            @Override
            public void onResult(ResolutionResult result) {
                onResult2(result);
            }

            @Override
            public Status onResult2(ResolutionResult result) {
                results.add(result);
                return Status.OK;
            }

            @Override
            public void onError(Status error) {
                results.add(ResolutionResult.newBuilder()
                        .setAddressesOrError(StatusOr.fromStatus(error))
                        .build());
            }
        });
    }

    private List<SocketAddress> found() {
        return results.getLast().getAddressesOrError().getValue().stream()
                .flatMap(group -> group.getAddresses().stream())
                .toList();
    }

    private static InetSocketAddress address(String ip, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(ip), port);
    }
}
