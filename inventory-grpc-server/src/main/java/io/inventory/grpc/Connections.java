package io.inventory.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.ChannelOutboundBuffer;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.RecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.inventory.grpc.ClosedConnections.Limit;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a server: a limit of them, in all and from one address. One that is too many is closed before a byte of
 * it is read, so that it costs next to nothing. Thread-safe.
 */
final class Connections implements AutoCloseable {
    private static final int END_MILLIS_QUIET = 50;
    private static final int END_SECONDS_MAX = 2;

    private static final int READ_BYTES_MIN = 64;
    private static final int READ_BYTES_FIRST = 2 << 10;

    private final ConnectionLimits limits;
    private final MultiThreadIoEventLoopGroup acceptor =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("inventory-accept", true), ioHandler());
    /** Twice as many threads as processors, as gRPC itself has them. */
    private final MultiThreadIoEventLoopGroup network =
            new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("inventory-network", true), ioHandler());

    private final ClosedConnections closed;
    private final Map<Ends, Channel> channels = new ConcurrentHashMap<>();

    // All below is guarded by this.
    private final Map<String, Integer> perPeer = new HashMap<>();
    private int open;

    Connections(ConnectionLimits limits, ClosedConnections closed) {
        this.limits = limits;
        this.closed = closed;
    }

    private static IoHandlerFactory ioHandler() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    /** Has a server keep the limits. */
    void limit(NettyServerBuilder server) {
        server.channelFactory(this::channel)
                .bossEventLoopGroup(acceptor)
                .workerEventLoopGroup(network)
                .handshakeTimeout(limits.handshakeMax().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdle(limits.idleMax().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAge(limits.ageMax().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(ConnectionLimits.AGE_GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMetadataSize(ConnectionLimits.METADATA_BYTES_MAX)
                .permitKeepAliveTime(ConnectionLimits.PING_INTERVAL_MIN.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxRstFramesPerWindow(ConnectionLimits.RESETS_MAX, (int) ConnectionLimits.RESETS_WINDOW.toSeconds())
                .withChildOption(ChannelOption.RECVBUF_ALLOCATOR, reads())
                .addTransportFilter(new Greeted());
    }

    /** What gRPC answers while a connection is read is written, and counted by {@link Backpressure}, only after that. */
    private static RecvByteBufAllocator reads() {
        return new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, READ_BYTES_FIRST, ConnectionLimits.READ_BYTES_MAX)
                .maxMessagesPerRead(1);
    }

    /** What listens; its first handler sees each connection before gRPC does. */
    private ServerChannel channel() {
        ServerChannel channel = Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        channel.pipeline().addLast(new Gate());
        return channel;
    }

    /** For another port, whose connections count with the rest and are read and closed as they are. */
    ServerBootstrap network() {
        return new ServerBootstrap()
                .group(acceptor, network)
                .channelFactory(this::channel)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads());
    }

    /** A connection of that other port was closed because its peer took too long. */
    void slow(@Nullable SocketAddress remote, String what) {
        closed.add(Limit.SLOW, "connection of {} closed: {}", peer(remote), what);
    }

    private synchronized boolean admit(String peer) {
        int of = perPeer.getOrDefault(peer, 0);
        if (open >= limits.connectionsMax()) {
            closed.add(
                    Limit.CONNECTIONS,
                    "connection of {} closed: {} are open, the most that may be (--connections-max)",
                    peer,
                    open);
            return false;
        }
        if (of >= limits.perPeerMax()) {
            closed.add(
                    Limit.PEER,
                    "connection of {} closed: {} of that address are open, the most that may be"
                            + " (--connections-per-peer)",
                    peer,
                    of);
            return false;
        }
        open++;
        perPeer.put(peer, of + 1);
        return true;
    }

    private synchronized void release(String peer) {
        open--;
        perPeer.computeIfPresent(peer, (address, of) -> of == 1 ? null : of - 1);
    }

    /** How many are open. */
    synchronized int open() {
        return open;
    }

    /** How many bytes wait to be sent to peers that do not take them as fast as they come. */
    int unsentBytes() {
        long sum = 0;
        for (Channel channel : channels.values()) {
            ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
            if (unsent != null) sum += unsent.totalPendingWriteBytes();
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    /** The address of a peer without its port, by which peers are told apart. */
    static String peer(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null)
            return inet.getAddress().getHostAddress();
        return String.valueOf(address);
    }

    /** Ends the threads; the server must have ended. Returns at once. */
    @Override
    public void close() {
        var unused = acceptor.shutdownGracefully(0, END_SECONDS_MAX, TimeUnit.SECONDS);
        // what gRPC still has to say to callers is said first
        unused = network.shutdownGracefully(
                END_MILLIS_QUIET, TimeUnit.SECONDS.toMillis(END_SECONDS_MAX), TimeUnit.MILLISECONDS);
    }

    private final class Gate extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel connection = (Channel) accepted;
            String peer = peer(connection.remoteAddress());
            if (!admit(peer)) {
                connection.unsafe().closeForcibly();
                return;
            }
            Ends ends = new Ends(connection.remoteAddress(), connection.localAddress());
            channels.put(ends, connection);
            var unused = connection.closeFuture().addListener(end -> {
                channels.remove(ends, connection);
                release(peer);
            });
            connection.pipeline().addLast(new Backpressure(limits.unreadMax(), () -> unread(peer)));
            context.fireChannelRead(connection);
        }

        private void unread(String peer) {
            closed.add(
                    Limit.UNREAD,
                    "connection of {} closed: what is sent to it was not read for {} s",
                    peer,
                    limits.unreadMax().toSeconds());
        }
    }

    /** The two ends of a connection, by which gRPC names it. */
    private record Ends(
            @Nullable SocketAddress remote, @Nullable SocketAddress local) {}

    /**
     * Listens to gRPC from when a peer has greeted: what it closes a connection for, it says to the peer alone. Calls come only
     * after that.
     */
    private final class Greeted extends ServerTransportFilter {
        @Override
        public Attributes transportReady(Attributes attributes) {
            SocketAddress remote = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
            Channel channel = channels.get(new Ends(remote, attributes.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR)));
            Http2ConnectionHandler handler =
                    channel == null ? null : channel.pipeline().get(Http2ConnectionHandler.class);
            if (handler != null) {
                handler.connection().addListener(new Farewell(peer(remote)));
                Http2ConnectionDecoder decoder = handler.decoder();
                HealthRequests others = new HealthRequests(handler.connection(), decoder.frameListener());
                decoder.frameListener(new RepeatedHeaders(others));
            }
            return attributes;
        }
    }

    private final class Farewell extends Http2ConnectionAdapter {
        private final String peer;

        Farewell(String peer) {
            this.peer = peer;
        }

        @Override
        public void onGoAwaySent(int lastStream, long code, ByteBuf reason) {
            if (code != Http2Error.ENHANCE_YOUR_CALM.code()) return;
            String words = reason.toString(StandardCharsets.UTF_8);
            Limit limit = switch (words) {
                case "too_many_pings" -> Limit.PINGS;
                case "too_many_rststreams" -> Limit.RESETS;
                default -> Limit.FRAMES;
            };
            closed.add(limit, "connection of {} closed: {}", peer, words);
        }
    }
}
