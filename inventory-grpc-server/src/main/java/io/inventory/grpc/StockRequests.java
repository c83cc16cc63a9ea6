package io.inventory.grpc;

import io.inventory.AdjustStock;
import io.inventory.BatchGetStock;
import io.inventory.CheckStock;
import io.inventory.CreateStock;
import io.inventory.GetStock;
import io.inventory.InvalidRequestException;
import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.OrderId;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.SetStock;
import io.inventory.Sku;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.CheckStockRequest;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.SetStockRequest;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;

/** Messages about stocks and the ledger as requests; a malformed one is refused with all its bad fields. */
final class StockRequests {
    private static final RequestId GOOD_REQUEST = new RequestId("R");
    private static final String GOOD_REASON = "reason";

    private StockRequests() {}

    static GetStock get(GetStockRequest request) {
        return new GetStock(new Sku(request.getSkuId()));
    }

    static BatchGetStock batchGet(BatchGetStockRequest request) {
        return Fields.read(
                () -> new BatchGetStock(
                        request.getSkuIdsList().stream().map(Sku::new).toList()),
                fields -> {
                    int count = request.getSkuIdsCount();
                    fields.check(() -> new BatchGetStock(Collections.nCopies(count, Fields.GOOD_SKU)));
                    for (int i = 0; i < Math.min(count, BatchGetStock.SKUS_MAX); i++) {
                        String sku = request.getSkuIds(i);
                        fields.check("sku_ids[" + i + "]", () -> new Sku(sku));
                    }
                });
    }

    static CheckStock check(CheckStockRequest request) {
        return Fields.read(
                () -> new CheckStock(Fields.lines(request.getItemsList())),
                fields -> fields.items(request.getItemsList()));
    }

    static CreateStock create(CreateStockRequest request) {
        return Fields.read(
                () -> new CreateStock(
                        new Sku(request.getSkuId()), request.getInitialStock(), new RequestId(request.getRequestId())),
                fields -> fields.check(() -> new Sku(request.getSkuId()))
                        .check(() -> new CreateStock(Fields.GOOD_SKU, request.getInitialStock(), GOOD_REQUEST))
                        .check(() -> new RequestId(request.getRequestId())));
    }

    static AdjustStock adjust(AdjustStockRequest request) {
        return Fields.read(
                () -> new AdjustStock(
                        new Sku(request.getSkuId()),
                        request.getDelta(),
                        request.getReason(),
                        new RequestId(request.getRequestId())),
                fields -> fields.check(() -> new Sku(request.getSkuId()))
                        .check(() -> new AdjustStock(Fields.GOOD_SKU, request.getDelta(), GOOD_REASON, GOOD_REQUEST))
                        .check(() -> new AdjustStock(Fields.GOOD_SKU, 1, request.getReason(), GOOD_REQUEST))
                        .check(() -> new RequestId(request.getRequestId())));
    }

    static SetStock set(SetStockRequest request) {
        OptionalLong version =
                request.hasExpectedVersion() ? OptionalLong.of(request.getExpectedVersion()) : OptionalLong.empty();
        return Fields.read(
                () -> new SetStock(
                        new Sku(request.getSkuId()),
                        request.getAvailableStock(),
                        request.getReason(),
                        new RequestId(request.getRequestId()),
                        version),
                fields -> fields.check(() -> new Sku(request.getSkuId()))
                        .check(() -> anySet(request.getAvailableStock(), GOOD_REASON, OptionalLong.empty()))
                        .check(() -> anySet(0, request.getReason(), OptionalLong.empty()))
                        .check(() -> new RequestId(request.getRequestId()))
                        .check(() -> anySet(0, GOOD_REASON, version)));
    }

    static ListStocks list(ListStocksRequest request) {
        return Fields.read(
                () -> ownToken(new ListStocks(pageSize(request.getPageSize()), token(request.getPageToken()))),
                fields -> fields.check(() -> new ListStocks(pageSize(request.getPageSize()), Optional.empty()))
                        .check(() -> ownToken(new ListStocks(1, token(request.getPageToken())))));
    }

    static Request<Page<LedgerEntry>> ledger(ListStockLogsRequest request) {
        return Fields.read(
                () -> ledger(request, pageSize(request.getPageSize()), token(request.getPageToken())),
                fields -> fields.check(() -> ledger(request, 1, Optional.empty()))
                        .check(() -> new ListStocks(pageSize(request.getPageSize()), Optional.empty()))
                        .check(() -> ledgerOfGoodSubject(request, token(request.getPageToken()))));
    }

    private static Request<Page<LedgerEntry>> ledger(
            ListStockLogsRequest request, int pageSize, Optional<PageToken> after) {
        return switch (request.getSubjectCase()) {
            case SKU_ID -> ownToken(new ListSkuLedger(new Sku(request.getSkuId()), pageSize, after));
            case ORDER_ID -> ownToken(new ListOrderLedger(new OrderId(request.getOrderId()), pageSize, after));
            case SUBJECT_NOT_SET -> throw new InvalidRequestException("subject", "must be a sku_id or an order_id");
        };
    }

    /** Where the subject is bad, so is every token: no listing of it gave one. */
    private static Request<Page<LedgerEntry>> ledgerOfGoodSubject(
            ListStockLogsRequest request, Optional<PageToken> after) {
        try {
            var unused = ledger(request, 1, Optional.empty());
        } catch (InvalidRequestException e) {
            return ownToken(new ListSkuLedger(Fields.GOOD_SKU, 1, after));
        }
        return ledger(request, 1, after);
    }

    private static ListStocks ownToken(ListStocks list) {
        var unused = list.afterSku();
        return list;
    }

    private static ListSkuLedger ownToken(ListSkuLedger list) {
        var unused = list.beforeVersion();
        return list;
    }

    private static ListOrderLedger ownToken(ListOrderLedger list) {
        var unused = list.beforeEntry();
        return list;
    }

    private static SetStock anySet(long available, String reason, OptionalLong version) {
        return new SetStock(Fields.GOOD_SKU, available, reason, GOOD_REQUEST, version);
    }

    private static int pageSize(int given) {
        return given == 0 ? Page.SIZE_DEFAULT : given;
    }

    private static Optional<PageToken> token(String given) {
        return given.isEmpty() ? Optional.empty() : Optional.of(new PageToken(given));
    }
}
