package io.inventory.jdbi.sql;

import io.inventory.decision.RequestKey;
import io.inventory.decision.RequestRecord;
import io.inventory.decision.StockLevel;
import io.inventory.jdbi.sql.Dialect.NewStock;
import io.inventory.jdbi.sql.Dialect.Rows;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/** The statements for operators' requests and new SKUs, which are rare: plain ones, row by row, for every database. */
final class OperatorStatements {
    private OperatorStatements() {}

    static List<RequestRecord> find(Handle handle, Collection<RequestKey> keys) {
        if (keys.isEmpty()) return List.of(); // to attach a table takes time, and most batches are of orders alone
        RequestsTable table = handle.attach(RequestsTable.class);
        List<RequestRecord> found = new ArrayList<>();
        for (RequestKey key : keys)
            found.addAll(table.find(key.sku().value(), key.requestId().value()));
        return found;
    }

    /** @throws ConcurrentInsertException if another transaction recorded one of the requests or SKUs meanwhile */
    static void insert(Handle handle, Rows rows, OffsetDateTime now) {
        if (!rows.newRequests().isEmpty()) insertRequests(handle, rows.newRequests(), now);
        for (NewStock stock : rows.newStocks()) insertStock(handle, stock, now);
    }

    /** To be called after the stocks are changed: the guard of that is for the policy that the orders before it met. */
    static void setPolicies(Handle handle, List<StockLevel> stocks) {
        for (StockLevel stock : stocks) {
            int count = handle.attach(StocksTable.class)
                    .setPolicy(stock.sku().value(), stock.safetyStock(), stock.lowThreshold());
            if (count != 1) throw new NotAsLockedException("the locked stock of SKU " + stock.sku() + " is gone");
        }
    }

    private static void insertRequests(Handle handle, List<RequestRecord> requests, OffsetDateTime now) {
        int[] counts = handle.attach(RequestsTable.class)
                .insert(
                        column(requests, request -> request.key().sku().value()),
                        column(requests, request -> request.key().requestId().value()),
                        column(requests, RequestRecord::content),
                        column(requests, request -> request.answer().version()),
                        column(requests, request -> request.answer().available()),
                        column(requests, request -> request.answer().reserved()),
                        column(requests, RequestRecord::change),
                        now);
        requireInserted(IntStream.of(counts).sum(), requests.size());
    }

    private static <T> List<T> column(List<RequestRecord> requests, Function<RequestRecord, T> value) {
        return requests.stream().map(value).toList();
    }

    private static void insertStock(Handle handle, NewStock stock, OffsetDateTime now) {
        StockLevel level = stock.level();
        int count = handle.attach(StocksTable.class)
                .insert(level.sku().value(), stock.id(), level.available(), level.reserved(), level.version(), now);
        requireInserted(count, 1);
    }

    private static void requireInserted(int inserted, int expected) {
        if (inserted != expected) throw new ConcurrentInsertException();
    }
}
