package io.inventory.client;

import io.inventory.StockExport;
import io.inventory.UnavailableException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The exports of a client, so that there is a limit to them and closing the client ends them. Thread-safe. */
final class ExportCalls {
    private final Connection connection;
    private final Set<ExportCall> open = new LinkedHashSet<>();
    private boolean closed;

    ExportCalls(Connection connection) {
        this.connection = connection;
    }

    /** @param executors complete futures */
    CompletableFuture<StockExport> open(ExportCall.Executors executors) {
        CompletableFuture<StockExport> opened = new CompletableFuture<>();
        ExportCall call = new ExportCall(connection, this, opened, executors);
        UnavailableException refusal = add(call);
        if (refusal != null) return CompletableFuture.failedFuture(refusal);
        // who gives it up before it is there has nobody to close it
        var unused = opened.whenComplete((there, failure) -> {
            if (failure != null) call.close();
        });
        call.start();
        return opened;
    }

    private synchronized @Nullable UnavailableException add(ExportCall call) {
        if (closed) return UnavailableException.unavailable("the client was closed");
        if (open.size() == InventoryClient.EXPORTS_MAX)
            return UnavailableException.overloaded("this client has " + InventoryClient.EXPORTS_MAX
                    + " exports: read them to their end, or close them");
        open.add(call);
        return null;
    }

    /** The export has ended. */
    synchronized void remove(ExportCall call) {
        open.remove(call);
    }

    /** Ends all, and begins none any more. */
    void close() {
        List<ExportCall> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open);
        }
        for (ExportCall each : left) each.fail(UnavailableException.unavailable("the client was closed"));
    }
}
