package io.inventory.grpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The connections of a server: a limit of them, in all and from one address. One that is too many is closed before a byte of
 * it is read, so that it costs next to nothing. Thread-safe.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int LINES_PER_SECOND_MAX = 1;
    private static final int END_MILLIS_QUIET = 50;
    private static final int END_SECONDS_MAX = 2;

    private final ConnectionLimits limits;
    private final MultiThreadIoEventLoopGroup acceptor =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("inventory-accept", true), ioHandler());
    /** Twice as many threads as processors, as gRPC itself has them. */
    private final MultiThreadIoEventLoopGroup network =
            new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("inventory-network", true), ioHandler());

    private final LimitedLog refusals = new LimitedLog(LOG, Level.WARN, "connections closed", LINES_PER_SECOND_MAX);

    // All below is guarded by this.
    private final Map<String, Integer> perPeer = new HashMap<>();
    private int open;

    Connections(ConnectionLimits limits) {
        this.limits = limits;
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
                .maxRstFramesPerWindow(ConnectionLimits.RESETS_MAX, (int) ConnectionLimits.RESETS_WINDOW.toSeconds());
    }

    /** What listens; its first handler sees each connection before gRPC does. */
    private ServerChannel channel() {
        ServerChannel channel = Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
        channel.pipeline().addLast(new Gate());
        return channel;
    }

    private synchronized boolean admit(String peer) {
        int of = perPeer.getOrDefault(peer, 0);
        if (open >= limits.connectionsMax()) {
            refusals.log("connection of {} closed: {} are open, the most that may be (--connections-max)", peer, open);
            return false;
        }
        if (of >= limits.perPeerMax()) {
            refusals.log(
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

    private static String peer(@Nullable SocketAddress address) {
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
            var unused = connection.closeFuture().addListener(closed -> release(peer));
            context.fireChannelRead(connection);
        }
    }
}
