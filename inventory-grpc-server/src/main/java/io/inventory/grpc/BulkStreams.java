package io.inventory.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.Actor;
import io.inventory.v1.ExportStocksResponse;
import io.inventory.v1.ImportStocksRequest;
import io.inventory.v1.ImportStocksResponse;
import java.time.Duration;

/** The imports and exports that are under way: no more than limits, so that orders go on beside them. Thread-safe. */
final class BulkStreams {
    private final RequestHandler handler;
    private final OpenStreams imports;
    private final OpenStreams exports;

    /** @param timer looks for callers that do nothing */
    BulkStreams(RequestHandler handler, Limits limits, Timer timer) {
        this.handler = handler;
        this.imports = new OpenStreams(limits.imports, timer);
        this.exports = new OpenStreams(limits.exports, timer);
    }

    /** Sends all stocks to a caller. */
    void export(ServerCallStreamObserver<ExportStocksResponse> caller) {
        ExportStream.open(handler, exports, caller);
    }

    /** Takes changes from a caller, in whose name they are. */
    StreamObserver<ImportStocksRequest> importing(
            ServerCallStreamObserver<ImportStocksResponse> caller, Actor actor, OperatorLog log) {
        ImportStream stream = new ImportStream(handler, imports, caller, new ImportStream.Operator(actor, log));
        stream.begin();
        return stream;
    }

    /** Ends them: exports at once, imports when what was taken is answered. */
    void stop() {
        exports.stop();
        imports.stop();
    }

    /** How many there may be, and how long their callers may do nothing. */
    record Limits(OpenStreams.Limits imports, OpenStreams.Limits exports) {
        /** With two chunks each they have some 4,000 commands under way, of those that may wait in an inventory. */
        private static final int IMPORTS_MAX = 8;

        /** What they cost a database is limited by the inventory, which has fewer of them. */
        private static final int EXPORTS_MAX = 8;

        private static final Duration UNREAD_MAX = Duration.ofSeconds(30);

        static final Limits DEFAULT = new Limits(
                new OpenStreams.Limits(IMPORTS_MAX, UNREAD_MAX), new OpenStreams.Limits(EXPORTS_MAX, UNREAD_MAX));
    }
}
