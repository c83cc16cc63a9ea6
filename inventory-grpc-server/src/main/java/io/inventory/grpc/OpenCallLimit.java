package io.inventory.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * No more than a number of calls of services that anybody may call. When there are as many, who has the most of them gives way:
 * a caller of another address is answered whatever one has open. Thread-safe.
 */
final class OpenCallLimit implements ServerInterceptor {
    /** How many watches of the health may be open. */
    static final int WATCHES_MAX = 2_000;

    /** How many checks of the health may be open: sent in part, as those that are complete are answered at once. */
    static final int CHECKS_MAX = 2_000;

    /** How many calls of reflection may be open. */
    static final int REFLECTIONS_MAX = 200;

    private static final Logger LOG = LoggerFactory.getLogger(OpenCallLimit.class);

    private final int callsMax;
    private final Predicate<MethodDescriptor<?, ?>> counted;
    private final boolean oldestGivesWay;
    private final LimitedLog refusals = new LimitedLog(LOG, Level.WARN, "calls refused", 1);

    // All below is guarded by this. The calls of a peer are in the order in which they came.
    private final Map<String, TreeMap<Long, OpenCall<?, ?>>> perPeer = new HashMap<>();
    private int open;
    private long last;

    private OpenCallLimit(int callsMax, Predicate<MethodDescriptor<?, ?>> counted, boolean oldestGivesWay) {
        this.callsMax = callsMax;
        this.counted = counted;
        this.oldestGivesWay = oldestGivesWay;
    }

    /**
     * Of streams, which end when their callers want it. Who has as many as anybody else is refused another; so those that are
     * open stay, but for the newest of an address that has more than its share.
     */
    static OpenCallLimit ofStreams(int callsMax) {
        return new OpenCallLimit(callsMax, method -> method.getType() != MethodType.UNARY, false);
    }

    /** Of calls that are answered as soon as they are complete. None is refused: the oldest has had the most time, and gives way. */
    static OpenCallLimit ofUnaryCalls(int callsMax) {
        return new OpenCallLimit(callsMax, method -> method.getType() == MethodType.UNARY, true);
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        if (!counted.test(call.getMethodDescriptor())) return next.startCall(call, headers);
        String peer = Connections.peer(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        OpenCall<Q, S> mine = new OpenCall<>(call);
        Place place = place(peer, mine);
        if (place.loser != null) {
            refusals.log(
                    "call of {} refused: {} are open, the most that may be; peer {}",
                    call.getMethodDescriptor().getFullMethodName(),
                    callsMax,
                    place.of);
            place.loser.giveWay(Status.RESOURCE_EXHAUSTED.withDescription(callsMax + " calls of this kind are open"));
            if (place.loser == mine) return new ServerCall.Listener<>() {};
        }
        try {
            return new Counted<>(next.startCall(mine, headers), mine, () -> end(peer, place.number));
        } catch (RuntimeException | Error e) {
            end(peer, place.number);
            throw e;
        }
    }

    /**
     * The place of a call.
     *
     * @param number by which it is to be ended
     * @param loser which call gives way, the new one or another; null if there was room
     * @param of whose that is
     */
    private record Place(long number, @Nullable OpenCall<?, ?> loser, String of) {}

    private synchronized Place place(String peer, OpenCall<?, ?> call) {
        OpenCall<?, ?> loser = null;
        String of = peer;
        if (open >= callsMax) {
            of = heaviest(peer);
            if (!oldestGivesWay && count(of) <= count(peer) + 1) return new Place(0, call, peer);
            TreeMap<Long, OpenCall<?, ?>> theirs = perPeer.getOrDefault(of, new TreeMap<>());
            long number = oldestGivesWay ? theirs.firstKey() : theirs.lastKey();
            loser = theirs.get(number);
            end(of, number);
        }
        perPeer.computeIfAbsent(peer, key -> new TreeMap<>()).put(++last, call);
        open++;
        return new Place(last, loser, of);
    }

    /** Who has the most calls; {@code peer} if nobody has more. */
    private String heaviest(String peer) {
        String most = perPeer.keySet().stream()
                .max(Comparator.comparingInt(this::count))
                .orElse(peer);
        return count(most) > count(peer) ? most : peer;
    }

    private int count(String peer) {
        TreeMap<Long, ?> calls = perPeer.get(peer);
        return calls == null ? 0 : calls.size();
    }

    /** Does nothing if the call has ended or given way. */
    private synchronized void end(String peer, long number) {
        TreeMap<Long, ?> calls = perPeer.get(peer);
        if (calls == null || calls.remove(number) == null) return;
        open--;
        if (calls.isEmpty()) perPeer.remove(peer);
    }

    /** To the service, a call that gave way was cancelled by its caller: it has to forget it. */
    private static final class Counted<Q> extends SimpleForwardingServerCallListener<Q> {
        private final OpenCall<Q, ?> call;
        private final Runnable end;

        Counted(ServerCall.Listener<Q> listener, OpenCall<Q, ?> call, Runnable end) {
            super(listener);
            this.call = call;
            this.end = end;
        }

        @Override
        public void onComplete() {
            end.run();
            if (call.gaveWay()) super.onCancel();
            else super.onComplete();
        }

        @Override
        public void onCancel() {
            end.run();
            super.onCancel();
        }
    }
}
