package io.inventory.grpc.http;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long a peer may take for what it has to do next. Stands before what makes requests of bytes, to see the first byte of
 * each. Used by its connection's thread alone.
 */
final class Patience extends ChannelInboundHandlerAdapter {
    /** What is waited for. */
    enum Phase {
        /** The first byte of the first request. */
        FIRST,
        /** The first byte of another request. */
        IDLE,
        /** The rest of a request. */
        REQUEST,
        /** The answer: this is not up to the peer, and has its own limit. */
        ANSWER,
        /** That the answer is read. */
        READ,
        /** That the peer leaves. */
        LEAVE
    }

    private final HttpLimits limits;
    private final Consumer<Phase> over;
    private Phase phase = Phase.FIRST;
    private @Nullable Future<?> end;

    /** @param over is told what took too long; then the connection is closed */
    Patience(HttpLimits limits, Consumer<Phase> over) {
        this.limits = limits;
        this.over = over;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        begin(context, Phase.FIRST);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (phase == Phase.FIRST || phase == Phase.IDLE) begin(context, Phase.REQUEST);
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (end != null) end.cancel(false);
        context.fireChannelInactive();
    }

    /** A request is waited for: since its first byte, or from now on if that came while another was answered. */
    void beginRequest(ChannelHandlerContext context) {
        if (phase != Phase.REQUEST) begin(context, Phase.REQUEST);
    }

    /** From now on that is waited for. */
    void begin(ChannelHandlerContext context, Phase next) {
        if (end != null) end.cancel(false);
        phase = next;
        Duration limit = limit(next);
        end = limit == null
                ? null
                : context.executor().schedule(() -> end(context), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private @Nullable Duration limit(Phase of) {
        return switch (of) {
            case FIRST -> limits.firstMax();
            case IDLE -> limits.idleMax();
            case REQUEST -> limits.requestMax();
            case ANSWER -> null;
            case READ -> limits.unreadMax();
            case LEAVE -> limits.lingerMax();
        };
    }

    private void end(ChannelHandlerContext context) {
        over.accept(phase);
        var unused = context.close();
    }
}
