package io.inventory.grpc;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The streams that are open: no more than a limit, asked to end when the server stops, and ended when their caller does not
 * read. Thread-safe.
 */
final class OpenStreams {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Limits limits;
    private final Set<ServedStream> streams = new HashSet<>();
    private boolean stopping;

    /** @param timer looks for callers that do not read */
    OpenStreams(Limits limits, Timer timer) {
        this.limits = limits;
        timer.every(LOOK, this::endUnread);
    }

    Limits limits() {
        return limits;
    }

    /** False if the limit is reached, and then the stream is to be refused. */
    boolean add(ServedStream stream) {
        boolean tooLate;
        synchronized (this) {
            if (streams.size() >= limits.streamsMax) return false;
            streams.add(stream);
            tooLate = stopping;
        }
        if (tooLate) stream.stop();
        return true;
    }

    synchronized void remove(ServedStream stream) {
        streams.remove(stream);
    }

    /** How many are open. */
    synchronized int size() {
        return streams.size();
    }

    void stop() {
        synchronized (this) {
            stopping = true;
        }
        all().forEach(ServedStream::stop);
    }

    private void endUnread() {
        for (ServedStream stream : all()) {
            stream.endIfUnread(limits.unreadMax);
            stream.endIfIdle(limits.idleMax);
        }
    }

    /** Streams lock themselves and then this, so that none is called while this is locked. */
    private synchronized List<ServedStream> all() {
        return List.copyOf(streams);
    }

    /**
     * How many streams there may be, and how long their callers may not read.
     *
     * @param streamsMax the most streams of the server; one more is refused as overloaded
     * @param unreadMax how long a caller may take none of the answers that wait for it, before the stream is ended
     * @param idleMax how long a caller may send nothing and wait for nothing, before the stream is ended
     */
    record Limits(int streamsMax, Duration unreadMax, Duration idleMax) {
        private static final Duration IDLE_MAX_DEFAULT = Duration.ofMinutes(10);
        static final Limits DEFAULT = new Limits(500, Duration.ofSeconds(30));

        Limits(int streamsMax, Duration unreadMax) {
            this(streamsMax, unreadMax, IDLE_MAX_DEFAULT);
        }
    }
}
