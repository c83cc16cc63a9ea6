package io.inventory.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads nothing from a peer while more waits to be sent to it than a connection may have waiting (netty's limit, 64 KiB), and
 * closes its connection when that lasts. HTTP/2 bounds the data of streams, but not headers, and a call that is refused is
 * answered by nothing else. Who reads its connection and leaves a stream unread is not meant: that stream's data wait for its
 * window, above this handler.
 *
 * <p>The first handler of a connection, used by its thread alone.
 */
final class Backpressure extends ChannelDuplexHandler {
    private final Duration unreadMax;
    private final Runnable closing;
    /** Whether the connection is read by itself, when it is. */
    private boolean autoRead;

    /** There while nothing is read. */
    private @Nullable Future<?> end;

    /**
     * @param unreadMax how long too much may wait, at a stretch
     * @param closing is told that the connection is closed for that
     */
    Backpressure(Duration unreadMax, Runnable closing) {
        this.unreadMax = unreadMax;
        this.closing = closing;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) resume(context);
        else pause(context);
        context.fireChannelWritabilityChanged();
    }

    private void pause(ChannelHandlerContext context) {
        if (end != null) return;
        autoRead = context.channel().config().isAutoRead();
        context.channel().config().setAutoRead(false);
        end = context.executor().schedule(() -> close(context), unreadMax.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void resume(ChannelHandlerContext context) {
        if (end == null) return;
        end.cancel(false);
        end = null;
        if (autoRead) context.channel().config().setAutoRead(true);
        else context.read();
    }

    private void close(ChannelHandlerContext context) {
        closing.run();
        var unused = context.close();
    }

    /** HTTP/2's handler asks for more even if the connection is not read by itself. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (end == null) context.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (end != null) end.cancel(false);
        context.fireChannelInactive();
    }
}
