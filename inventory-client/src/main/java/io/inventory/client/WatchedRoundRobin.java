package io.inventory.client;

import io.grpc.ConnectivityState;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.Helper;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelStateListener;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.util.ForwardingLoadBalancerHelper;
import io.grpc.util.ForwardingSubchannel;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * gRPC's round robin, and whether any server is away: a channel itself says only whether all are. There is one for each channel,
 * with a name of its own, because gRPC finds balancers by their names. Thread-safe.
 */
final class WatchedRoundRobin extends LoadBalancerProvider {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final int PRIORITY = 5;

    private final String name = "inventory_round_robin_" + COUNT.incrementAndGet();
    private final LoadBalancerProvider roundRobin =
            Objects.requireNonNull(LoadBalancerRegistry.getDefaultRegistry().getProvider("round_robin"));
    private final Set<Subchannel> away = ConcurrentHashMap.newKeySet();
    private volatile boolean used;

    /** Whether a server is not connected, or that is not known: a name resolver may have chosen another balancer. */
    boolean someMayBeAway() {
        return !used || !away.isEmpty();
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public int getPriority() {
        return PRIORITY;
    }

    @Override
    public String getPolicyName() {
        return name;
    }

    @Override
    public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
        return roundRobin.parseLoadBalancingPolicyConfig(config);
    }

    @Override
    public LoadBalancer newLoadBalancer(Helper helper) {
        used = true;
        return roundRobin.newLoadBalancer(new ForwardingLoadBalancerHelper() {
            @Override
            protected Helper delegate() {
                return helper;
            }

            @Override
            public Subchannel createSubchannel(CreateSubchannelArgs args) {
                return new Watched(super.createSubchannel(args));
            }
        });
    }

    private final class Watched extends ForwardingSubchannel {
        private final Subchannel subchannel;

        Watched(Subchannel subchannel) {
            this.subchannel = subchannel;
        }

        @Override
        protected Subchannel delegate() {
            return subchannel;
        }

        @Override
        public void start(SubchannelStateListener listener) {
            super.start(info -> {
                note(info.getState());
                listener.onSubchannelState(info);
            });
        }

        /** Idle changes nothing: it comes between connections, and between attempts. */
        private void note(ConnectivityState state) {
            switch (state) {
                case CONNECTING, TRANSIENT_FAILURE -> away.add(this);
                case READY, SHUTDOWN -> away.remove(this);
                case IDLE -> {}
            }
        }

        @Override
        public void shutdown() {
            away.remove(this);
            super.shutdown();
        }
    }
}
