package io.inventory.client.wire;

import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.Expire;
import io.inventory.Extend;
import io.inventory.OrderCommand;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import org.jspecify.annotations.Nullable;

/** Order commands as numbered messages of a stream, and the messages that answer them as outcomes. */
public final class StreamMessages {
    private StreamMessages() {}

    /** A command as a message; null for one that streams don't take, an operator's. */
    public static @Nullable ProcessOrdersRequest request(long number, OrderCommand<?> command) {
        if (command instanceof Expire) return null;
        ProcessOrdersRequest.Builder request = ProcessOrdersRequest.newBuilder().setNumber(number);
        if (command instanceof Deduct deduct) request.setDeduct(OrderMessages.deduct(deduct));
        else if (command instanceof Reserve reserve) request.setReserve(OrderMessages.reserve(reserve));
        else if (command instanceof Confirm confirm) request.setConfirm(OrderMessages.confirm(confirm));
        else if (command instanceof Extend extend) request.setExtend(OrderMessages.extend(extend));
        else request.setRollback(OrderMessages.rollback((Rollback) command));
        return request.build();
    }

    /** The server answers a command with the response of its kind, which holds the command's outcome. */
    @SuppressWarnings({"unchecked", "unused"})
    public static <A> A answer(OrderCommand<A> command, ProcessOrdersResponse response) {
        return (A)
                switch (response.getResultCase()) {
                    case DEDUCT -> OrderMessages.deduct(response.getDeduct());
                    case RESERVE -> OrderMessages.reserve(response.getReserve());
                    case CONFIRM -> OrderMessages.confirm(response.getConfirm());
                    case ROLLBACK -> OrderMessages.rollback(response.getRollback());
                    case EXTEND -> OrderMessages.extend(response.getExtend());
                    case ERROR, RESULT_NOT_SET -> throw Values.incomplete("result");
                };
    }
}
