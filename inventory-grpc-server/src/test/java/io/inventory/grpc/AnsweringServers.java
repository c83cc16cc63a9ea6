package io.inventory.grpc;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** Counts, at the client, the calls that each server has begun to answer. */
final class AnsweringServers implements ClientInterceptor {
    private static final int ENOUGH = 20;

    private final Map<Integer, Integer> callsByPort = new ConcurrentHashMap<>();

    @Override
    public <Q, S> ClientCall<Q, S> interceptCall(MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<S> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<S>(listener) {
                            @Override
                            public void onHeaders(Metadata answered) {
                                count(getAttributes());
                                super.onHeaders(answered);
                            }
                        },
                        headers);
            }
        };
    }

    private void count(Attributes attributes) {
        if (attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address)
            callsByPort.merge(address.getPort(), 1, Integer::sum);
    }

    /** Waits until the server on that port has answered some more. */
    void awaitMore(int port) {
        int enough = callsByPort.getOrDefault(port, 0) + ENOUGH;
        Awaitility.await("answers from port " + port)
                .atMost(Duration.ofSeconds(30))
                .until(() -> callsByPort.getOrDefault(port, 0) >= enough);
    }
}
