package io.inventory.client;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a fixed list of hosts to all their IP addresses, which gRPC's own resolvers do for one host only. A name that
 * cannot be resolved just now keeps the addresses that it had, because their servers may be well; if it had none it is left out,
 * as long as another one can be resolved.
 */
final class AddressListResolver extends NameResolver {
    private static final String SCHEME = "inventory";

    static {
        NameResolverRegistry.getDefaultRegistry().register(new Provider());
    }

    /** Finds the addresses of a host. */
    interface Names {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    private final List<ServerAddress> addresses;
    private final Names names;
    private final Executor offload;
    private final SynchronizationContext channel;
    /** What was found last; only one look-up at a time is under way. */
    private final Map<ServerAddress, List<EquivalentAddressGroup>> known = new HashMap<>();

    private @Nullable Listener2 listener;
    private boolean resolving;

    AddressListResolver(List<ServerAddress> addresses, Names names, Executor offload, SynchronizationContext channel) {
        this.addresses = addresses;
        this.names = names;
        this.offload = offload;
        this.channel = channel;
    }

    /** The channel target that this resolver understands. */
    static String target(List<ServerAddress> addresses) {
        String list = addresses.stream().map(ServerAddress::toString).collect(Collectors.joining(","));
        try {
            return new URI(SCHEME, "", "/" + list, null).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("addresses cannot be written as a URI: " + list, e);
        }
    }

    @Override
    public String getServiceAuthority() {
        return addresses.get(0).toString();
    }

    @Override
    public void start(Listener2 listener) {
        this.listener = listener;
        refresh();
    }

    /** Called, like everything here, in the channel's synchronization context; only the look-up leaves it. */
    @Override
    public void refresh() {
        if (resolving) return;
        resolving = true;
        offload.execute(() -> {
            StatusOr<List<EquivalentAddressGroup>> found = lookUp();
            channel.execute(() -> {
                resolving = false;
                if (listener != null)
                    listener.onResult2(ResolutionResult.newBuilder()
                            .setAddressesOrError(found)
                            .build());
            });
        });
    }

    private StatusOr<List<EquivalentAddressGroup>> lookUp() {
        List<EquivalentAddressGroup> groups = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (ServerAddress address : addresses) {
            try {
                known.put(
                        address,
                        Arrays.stream(names.addressesOf(address.host()))
                                .map(ip -> new EquivalentAddressGroup(
                                        new InetSocketAddress(ip, address.port()), named(address.toString())))
                                .toList());
            } catch (UnknownHostException e) {
                unknown.add(address.host());
            }
            groups.addAll(known.getOrDefault(address, List.of()));
        }
        return groups.isEmpty()
                ? StatusOr.fromStatus(Status.UNAVAILABLE.withDescription("unknown host " + String.join(", ", unknown)))
                : StatusOr.fromValue(groups);
    }

    /** Each server's certificate must be for its own name, not for the first of the list. */
    private static Attributes named(String authority) {
        return Attributes.newBuilder()
                .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, authority)
                .build();
    }

    @Override
    public void shutdown() {
        listener = null;
    }

    private static final class Provider extends NameResolverProvider {
        @Override
        protected boolean isAvailable() {
            return true;
        }

        /** Below that of gRPC's DNS resolver, which stays the default for targets without a scheme. */
        @Override
        protected int priority() {
            return 1;
        }

        @Override
        public String getDefaultScheme() {
            return SCHEME;
        }

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args args) {
            List<ServerAddress> addresses = Arrays.stream(
                            target.getPath().substring(1).split(","))
                    .map(ServerAddress::parse)
                    .toList();
            Executor offload = args.getOffloadExecutor();
            return new AddressListResolver(
                    addresses,
                    InetAddress::getAllByName,
                    offload == null ? Runnable::run : offload,
                    args.getSynchronizationContext());
        }
    }
}
