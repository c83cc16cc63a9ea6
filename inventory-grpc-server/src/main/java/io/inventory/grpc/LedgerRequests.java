package io.inventory.grpc;

import com.google.protobuf.Timestamp;
import io.inventory.ExplainStock;
import io.inventory.InvalidRequestException;
import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.OrderId;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.Request;
import io.inventory.Sku;
import io.inventory.TimeRange;
import io.inventory.v1.ExplainStockRequest;
import io.inventory.v1.ListStockLogsRequest;
import java.time.Instant;
import java.util.Optional;

/** Messages about the ledger as requests; a malformed one is refused with all its bad fields. */
final class LedgerRequests {
    private LedgerRequests() {}

    static Request<Page<LedgerEntry>> ledger(ListStockLogsRequest request) {
        return Fields.read(
                () -> ledger(
                        request,
                        StockRequests.pageSize(request.getPageSize()),
                        StockRequests.token(request.getPageToken()),
                        range(bounds(request))),
                fields -> fields.check(() -> ledger(request, 1, Optional.empty(), TimeRange.ALWAYS))
                        .check(() -> new ListStocks(StockRequests.pageSize(request.getPageSize()), Optional.empty()))
                        .check(() -> ledgerOfGoodListing(request, StockRequests.token(request.getPageToken())))
                        .check(() -> range(bounds(request))));
    }

    static ExplainStock explain(ExplainStockRequest request) {
        Bounds bounds = new Bounds(request.hasFrom(), request.getFrom(), request.hasUntil(), request.getUntil());
        return Fields.read(
                () -> new ExplainStock(new Sku(request.getSkuId()), range(bounds)),
                fields -> fields.check(() -> new Sku(request.getSkuId())).check(() -> range(bounds)));
    }

    private static Request<Page<LedgerEntry>> ledger(
            ListStockLogsRequest request, int pageSize, Optional<PageToken> after, TimeRange range) {
        return switch (request.getSubjectCase()) {
            case SKU_ID -> ownToken(new ListSkuLedger(new Sku(request.getSkuId()), pageSize, after, range));
            case ORDER_ID -> ownToken(new ListOrderLedger(new OrderId(request.getOrderId()), pageSize, after, range));
            case SUBJECT_NOT_SET -> throw new InvalidRequestException("subject", "must be a sku_id or an order_id");
        };
    }

    /** Where the subject or the range is bad, so is every token: no listing of them gave one. */
    private static Request<Page<LedgerEntry>> ledgerOfGoodListing(
            ListStockLogsRequest request, Optional<PageToken> after) {
        try {
            var unused = ledger(request, 1, Optional.empty(), range(bounds(request)));
        } catch (InvalidRequestException e) {
            return ownToken(new ListSkuLedger(Fields.GOOD_SKU, 1, after));
        }
        return ledger(request, 1, after, range(bounds(request)));
    }

    private static Bounds bounds(ListStockLogsRequest request) {
        return new Bounds(request.hasFrom(), request.getFrom(), request.hasUntil(), request.getUntil());
    }

    private static TimeRange range(Bounds bounds) {
        return Fields.read(
                () -> new TimeRange(bounds.begin(), bounds.end()),
                fields -> fields.check(() -> new TimeRange(bounds.begin(), TimeRange.ALWAYS.until()))
                        .check(() -> new TimeRange(TimeRange.ALWAYS.from(), bounds.end())));
    }

    private static ListSkuLedger ownToken(ListSkuLedger list) {
        var unused = list.beforeVersion();
        return list;
    }

    private static ListOrderLedger ownToken(ListOrderLedger list) {
        var unused = list.beforeEntry();
        return list;
    }

    /** The fields {@code from} and {@code until} of a message. */
    private record Bounds(boolean hasFrom, Timestamp from, boolean hasUntil, Timestamp until) {
        Instant begin() {
            return hasFrom ? Fields.instant("from", from) : TimeRange.ALWAYS.from();
        }

        Instant end() {
            return hasUntil ? Fields.instant("until", until) : TimeRange.ALWAYS.until();
        }
    }
}
