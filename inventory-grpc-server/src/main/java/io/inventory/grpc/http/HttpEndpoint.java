package io.inventory.grpc.http;

import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseEncoder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.inventory.grpc.http.Patience.Phase;
import io.inventory.grpc.security.ServerSecurity;
import io.inventory.grpc.security.UnknownMethods;
import io.inventory.jdbi.SetupException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The port where unary methods are served over HTTP/1.1: {@code POST /package.Service/Method} with a message as JSON. A call goes
 * through the interceptors and the handler that gRPC has for it, so that roles, limits and outcomes are the same. Thread-safe.
 *
 * <p>No thread waits: calls are handled on the network threads, as gRPC's.
 */
public final class HttpEndpoint implements AutoCloseable {
    private final HttpServing serving;
    private final BiConsumer<SocketAddress, String> slow;
    private final @Nullable SslContext tls;
    private final Channel port;
    private final Map<HttpConnection, ChannelHandlerContext> open = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * What is served, and for whom.
     *
     * @param services as gRPC serves them
     * @param measured what measures each call
     * @param security who may call, and how connections are secured
     * @param failures makes the end of a call of what went wrong, and logs what is to be logged
     * @param slow is told of a peer whose connection was closed, and for what
     */
    public record Calls(
            List<ServerServiceDefinition> services,
            ServerInterceptor measured,
            ServerSecurity security,
            Function<Throwable, StatusRuntimeException> failures,
            BiConsumer<SocketAddress, String> slow) {}

    private HttpEndpoint(HttpSettings settings, HttpLimits limits, ServerBootstrap network, Calls calls) {
        List<ServerInterceptor> interceptors = new ArrayList<>();
        calls.security.interceptor(calls.failures::apply).ifPresent(interceptors::add);
        // called first, so that what is refused is measured too
        interceptors.add(calls.measured);
        serving = new HttpServing(
                new Methods(calls.services, UnknownMethods.service(), interceptors),
                limits,
                new HeldBytes(limits.bytesHeldMax()),
                calls.failures,
                calls.security::named);
        slow = calls.slow;
        tls = calls.security.httpTls().orElse(null);
        port = listen(settings, network);
    }

    /**
     * Begins to listen.
     *
     * @param network its threads, and what looks at each connection first
     * @throws SetupException if the port can't be listened on; the message names the flag
     */
    public static HttpEndpoint start(HttpSettings settings, HttpLimits limits, ServerBootstrap network, Calls calls) {
        return new HttpEndpoint(settings, limits, network, calls);
    }

    private Channel listen(HttpSettings settings, ServerBootstrap network) {
        ChannelFuture bound = network.childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        begin(connection);
                    }
                })
                .bind(settings.host(), settings.port())
                .awaitUninterruptibly();
        if (bound.isSuccess()) return bound.channel();
        throw new SetupException(
                "cannot listen on " + settings.host() + ":" + settings.port() + " for HTTP ("
                        + bound.cause().getMessage() + "); stop the program that uses the port, or choose another with "
                        + HttpOptions.PORT + " or --http-host",
                bound.cause());
    }

    private void begin(Channel connection) {
        Patience patience = new Patience(serving.limits(), phase -> tell(connection, phase));
        HttpConnection handler = new HttpConnection(serving, patience);
        if (tls != null) {
            SslHandler secured = tls.newHandler(connection.alloc());
            secured.setHandshakeTimeout(serving.limits().firstMax().toMillis(), TimeUnit.MILLISECONDS);
            connection.pipeline().addLast(secured);
        }
        connection.pipeline().addLast(patience, new StrictDecoder(), new HttpResponseEncoder(), handler);
        ChannelHandlerContext context = connection.pipeline().context(handler);
        open.put(handler, context);
        var unused = connection.closeFuture().addListener(end -> open.remove(handler));
        if (stopping) handler.stop(context);
    }

    private void tell(Channel connection, Phase phase) {
        String what = switch (phase) {
            case FIRST -> "it sent no request";
            case REQUEST -> "its request took too long to arrive";
            case READ -> "its answer was not read";
            case IDLE, ANSWER, LEAVE -> "";
        };
        if (!what.isEmpty()) slow.accept(connection.remoteAddress(), what);
    }

    /** The port listened on. */
    public int port() {
        return ((InetSocketAddress) port.localAddress()).getPort();
    }

    /** How many connections there are. */
    public int connections() {
        return open.size();
    }

    /** How many bytes of requests and answers are held. */
    public long heldBytes() {
        return serving.held().count();
    }

    /** Takes no more connections, and closes each when what it has under way is answered. Does not wait. */
    public void stop() {
        stopping = true;
        var unused = port.close();
        open.forEach((handler, context) -> context.executor().execute(() -> handler.stop(context)));
    }

    /** Closes all connections, whatever is under way. */
    @Override
    public void close() {
        stop();
        open.forEach((handler, context) -> {
            var unused = context.close();
        });
    }
}
