package io.inventory.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/** Has calls wait for a connection, within their deadline, where there is none. */
final class WaitForReady implements ClientInterceptor {
    @Override
    public <Q, S> ClientCall<Q, S> interceptCall(MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withWaitForReady());
    }
}
