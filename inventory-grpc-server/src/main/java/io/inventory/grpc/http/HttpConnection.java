package io.inventory.grpc.http;

import com.google.protobuf.Message;
import io.grpc.Attributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import io.inventory.InvalidRequestException;
import io.inventory.UnavailableException;
import io.inventory.grpc.http.Exchange.Connection;
import io.inventory.grpc.http.Exchange.Ends;
import io.inventory.grpc.http.HttpCall.Outcome;
import io.inventory.grpc.http.Patience.Phase;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection, with one request at a time: while one is answered, no other is read. Who may call is looked at when the head is
 * there, before the body is kept. Used by its thread alone.
 *
 * <p>A refusal that comes before the whole request closes the connection; what still arrives is thrown away for a while, so that
 * the peer comes to read the refusal.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final HttpServing serving;
    private final Patience patience;
    private final long bornNanos = System.nanoTime();
    private final Queue<Object> waiting = new ArrayDeque<>();
    private @Nullable Attributes attributes;
    private boolean stopping;

    /** How many requests there were. */
    private long last;

    // Of the request at hand.
    private @Nullable Exchange<?, ?> exchange;
    private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private boolean arrived = true;
    private boolean withoutBody;
    private boolean closeAfter;
    private boolean answering;
    private boolean leaving;

    HttpConnection(HttpServing serving, Patience patience) {
        this.serving = serving;
        this.patience = patience;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    /** It is closed once it is idle. */
    void stop(ChannelHandlerContext context) {
        stopping = true;
        if (isIdle()) {
            var unused = context.close();
        }
    }

    private boolean isIdle() {
        return exchange == null && !answering && !leaving && arrived;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object part) {
        if (!isBusy()) {
            take(context, part);
        } else if (waiting.size() < HttpLimits.WAITING_MAX) {
            waiting.add(part);
        } else {
            ReferenceCountUtil.release(part);
            var unused = context.close();
        }
    }

    /** Whether what comes now has to wait until the request before it is answered. */
    private boolean isBusy() {
        return arrived && (exchange != null || answering);
    }

    private void take(ChannelHandlerContext context, Object part) {
        try {
            if (leaving) leave(context, part);
            else {
                if (part instanceof HttpRequest head) begin(context, head);
                if (part instanceof HttpContent content) content(context, content);
            }
        } catch (RuntimeException | Error e) {
            refuse(context, serving.failure(e));
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private static void leave(ChannelHandlerContext context, Object part) {
        if (part instanceof LastHttpContent) {
            var unused = context.close();
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        patience.beginRequest(context);
        arrived = false;
        withoutBody = request.method().equals(HttpMethod.HEAD);
        closeAfter = !HttpUtil.isKeepAlive(request) || request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        Refusal refusal = RequestHead.refusal(request);
        if (refusal != null) {
            refuse(context, serving.failure(refusal.why()), refusal.status());
            return;
        }
        RequestHead head = RequestHead.of(request);
        exchange = Exchange.begin(
                serving.methods().at(head.path()),
                head,
                new Connection(attributes(context), context.executor()),
                ends(context, ++last));
        if (HttpUtil.is100ContinueExpected(request) && !exchange.isRefused()) goOn(context);
    }

    /** What an exchange tells after it was answered in another way is of no interest. */
    private Ends ends(ChannelHandlerContext context, long number) {
        return new Ends(
                outcome -> {
                    if (number == last && exchange != null && !answering) answer(context, outcome);
                },
                () -> {
                    if (number == last && exchange != null && !answering) refuse(context, overdue());
                });
    }

    private static StatusRuntimeException overdue() {
        return Status.DEADLINE_EXCEEDED
                .withDescription("the time of the header grpc-timeout is over")
                .asRuntimeException();
    }

    private Attributes attributes(ChannelHandlerContext context) {
        if (attributes == null) attributes = serving.attributes(context.channel());
        return attributes;
    }

    private static void goOn(ChannelHandlerContext context) {
        var unused =
                context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }

    private void content(ChannelHandlerContext context, HttpContent content) {
        boolean end = content instanceof LastHttpContent;
        if (exchange == null || answering) {
            // it was refused before its body was there, which is not kept
            arrived |= end;
            return;
        }
        if (content.decoderResult().isFailure()) {
            Refusal refusal = RequestHead.unreadable(content.decoderResult().cause());
            refuse(context, serving.failure(refusal.why()), refusal.status());
        } else if ((exchange.isRefused() || keep(context, content.content())) && end) {
            arrived = true;
            patience.begin(context, Phase.ANSWER);
            if (!exchange.isRefused()) handle(context, exchange);
        }
    }

    private boolean keep(ChannelHandlerContext context, ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (body.size() + count > HttpLimits.BODY_BYTES_MAX) {
            Refusal refusal = RequestHead.tooLarge();
            refuse(context, serving.failure(refusal.why()), refusal.status());
            return false;
        }
        if (!serving.held().tryAdd(count)) {
            refuse(context, serving.failure(tooMuchHeld()));
            return false;
        }
        byte[] copy = new byte[count];
        bytes.readBytes(copy);
        body.writeBytes(copy);
        return true;
    }

    private static UnavailableException tooMuchHeld() {
        return UnavailableException.overloaded("requests and answers over HTTP have as many bytes as may be held");
    }

    private void handle(ChannelHandlerContext context, Exchange<?, ?> call) {
        Message message;
        try {
            message = RequestJson.read(body.toByteArray(), call.message());
        } catch (InvalidRequestException e) {
            refuse(context, serving.failure(e));
            return;
        }
        call.handle(message);
    }

    private void answer(ChannelHandlerContext context, Outcome outcome) {
        FullHttpResponse response;
        try {
            response = Answers.of(outcome);
        } catch (RuntimeException | Error e) {
            refuse(context, serving.failure(e));
            return;
        }
        int size = response.content().readableBytes();
        if (serving.held().tryAdd(size)) send(context, response, size);
        else refuse(context, serving.failure(tooMuchHeld()));
    }

    /** Answers without the handler, which is to give up. */
    private void refuse(ChannelHandlerContext context, StatusRuntimeException failure) {
        refuse(context, Answers.of(failure));
    }

    private void refuse(ChannelHandlerContext context, StatusRuntimeException failure, HttpResponseStatus status) {
        FullHttpResponse response = Answers.of(failure, status);
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED))
            response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.POST.name());
        refuse(context, response);
    }

    private void refuse(ChannelHandlerContext context, FullHttpResponse response) {
        if (answering) {
            response.release();
            return;
        }
        if (exchange != null) exchange.cancel();
        forgetBody();
        send(context, response, 0);
    }

    /** @param held how many bytes of it are counted as held */
    private void send(ChannelHandlerContext context, FullHttpResponse response, int held) {
        answering = true;
        boolean old = System.nanoTime() - bornNanos > serving.limits().ageMax().toNanos();
        closeAfter |= stopping || old || !arrived;
        HttpUtil.setKeepAlive(response, !closeAfter);
        if (withoutBody) response.content().clear();
        patience.begin(context, Phase.READ);
        var unused = context.writeAndFlush(response).addListener(sent -> {
            serving.held().remove(held);
            end(context, sent.isSuccess());
        });
    }

    private void end(ChannelHandlerContext context, boolean sent) {
        answering = false;
        forget(sent);
        if (!sent || (arrived && (closeAfter || stopping))) {
            var unused = context.close();
        } else if (!arrived) {
            leaving = true;
            patience.begin(context, Phase.LEAVE);
            context.read();
        } else {
            patience.begin(context, Phase.IDLE);
            takeWaiting(context);
        }
    }

    private void takeWaiting(ChannelHandlerContext context) {
        while (!isBusy() && !waiting.isEmpty()) take(context, waiting.remove());
        if (!isBusy()) context.read();
    }

    private void forget(boolean sent) {
        Exchange<?, ?> ended = exchange;
        exchange = null;
        forgetBody();
        if (ended == null) return;
        if (sent) ended.end();
        else ended.cancel();
    }

    private void forgetBody() {
        serving.held().remove(body.size());
        // a large one would keep its memory until the connection ends
        body = new ByteArrayOutputStream(0);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!isBusy()) context.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!answering) forget(false);
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        leaving = true;
        context.fireChannelInactive();
    }

    /** The peer's fault, or the network's: there is nobody to tell. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection ends", cause);
        var unused = context.close();
    }
}
