package io.inventory.grpc;

import io.inventory.AdjustStock;
import io.inventory.AsOf;
import io.inventory.BatchGetStock;
import io.inventory.BatchGetStockAsOf;
import io.inventory.CheckStock;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.GetStock;
import io.inventory.GetStockAsOf;
import io.inventory.InvalidRequestException;
import io.inventory.ListStocks;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.RequestId;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.CheckStockRequest;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.SetStockPolicyRequest;
import io.inventory.v1.SetStockRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Messages about stocks as requests; a malformed one is refused with all its bad fields. */
final class StockRequests {
    private static final RequestId GOOD_REQUEST = new RequestId("R");
    private static final String GOOD_REASON = "reason";

    private StockRequests() {}

    static GetStock get(GetStockRequest request) {
        return new GetStock(new Sku(request.getSkuId()));
    }

    static GetStockAsOf getAsOf(GetStockRequest request) {
        String path = request.hasAsOfTime() ? "as_of_time" : "as_of_version";
        return Fields.read(
                () -> new GetStockAsOf(new Sku(request.getSkuId()), asOf(request)),
                fields -> fields.check(() -> new Sku(request.getSkuId())).check(path, () -> asOf(request)));
    }

    private static AsOf asOf(GetStockRequest request) {
        return request.hasAsOfTime()
                ? AsOf.time(Fields.instant("as_of_time", request.getAsOfTime()))
                : AsOf.version(request.getAsOfVersion());
    }

    static BatchGetStock batchGet(BatchGetStockRequest request) {
        return Fields.read(() -> new BatchGetStock(skus(request)), fields -> eachSku(fields, request));
    }

    static BatchGetStockAsOf batchGetAsOf(BatchGetStockRequest request) {
        return Fields.read(
                () -> new BatchGetStockAsOf(skus(request), Fields.instant("as_of_time", request.getAsOfTime())),
                fields -> {
                    eachSku(fields, request);
                    fields.check("as_of_time", () -> AsOf.time(Fields.instant("as_of_time", request.getAsOfTime())));
                });
    }

    private static List<Sku> skus(BatchGetStockRequest request) {
        return request.getSkuIdsList().stream().map(Sku::new).toList();
    }

    private static void eachSku(Fields fields, BatchGetStockRequest request) {
        int count = request.getSkuIdsCount();
        fields.check(() -> new BatchGetStock(Collections.nCopies(count, Fields.GOOD_SKU)));
        for (int i = 0; i < Math.min(count, BatchGetStock.SKUS_MAX); i++) {
            String sku = request.getSkuIds(i);
            fields.check("sku_ids[" + i + "]", () -> new Sku(sku));
        }
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

    static SetStockPolicy policy(SetStockPolicyRequest request) {
        OptionalLong version =
                request.hasExpectedVersion() ? OptionalLong.of(request.getExpectedVersion()) : OptionalLong.empty();
        return Fields.read(
                () -> new SetStockPolicy(
                        new Sku(request.getSkuId()),
                        request.getSafetyStock(),
                        request.getLowThreshold(),
                        new RequestId(request.getRequestId()),
                        version),
                fields -> fields.check(() -> new Sku(request.getSkuId()))
                        .check(() -> anyPolicy(request.getSafetyStock(), 0, OptionalLong.empty()))
                        .check(() -> anyPolicy(0, request.getLowThreshold(), OptionalLong.empty()))
                        .check(() -> new RequestId(request.getRequestId()))
                        .check(() -> anyPolicy(0, 0, version)));
    }

    static CountStock count(CountStockRequest request) {
        return Fields.read(
                () -> new CountStock(
                        new Sku(request.getSkuId()),
                        request.getCounted(),
                        asOf(request),
                        request.getReason(),
                        new RequestId(request.getRequestId())),
                fields -> fields.check(() -> new Sku(request.getSkuId()))
                        .check(() -> anyCount(request.getCounted(), Instant.EPOCH, GOOD_REASON))
                        .check(() -> anyCount(0, asOf(request), GOOD_REASON))
                        .check(() -> anyCount(0, Instant.EPOCH, request.getReason()))
                        .check(() -> new RequestId(request.getRequestId())));
    }

    private static Instant asOf(CountStockRequest request) {
        if (!request.hasAsOf()) throw new InvalidRequestException("as_of", "must be given");
        return Fields.instant("as_of", request.getAsOf());
    }

    static ListStocks list(ListStocksRequest request) {
        return Fields.read(
                () -> ownToken(new ListStocks(pageSize(request.getPageSize()), token(request.getPageToken()))),
                fields -> fields.check(() -> new ListStocks(pageSize(request.getPageSize()), Optional.empty()))
                        .check(() -> ownToken(new ListStocks(1, token(request.getPageToken())))));
    }

    private static ListStocks ownToken(ListStocks list) {
        var unused = list.afterSku();
        return list;
    }

    private static SetStock anySet(long available, String reason, OptionalLong version) {
        return new SetStock(Fields.GOOD_SKU, available, reason, GOOD_REQUEST, version);
    }

    private static SetStockPolicy anyPolicy(long safetyStock, long lowThreshold, OptionalLong version) {
        return new SetStockPolicy(Fields.GOOD_SKU, safetyStock, lowThreshold, GOOD_REQUEST, version);
    }

    private static CountStock anyCount(long counted, Instant asOf, String reason) {
        return new CountStock(Fields.GOOD_SKU, counted, asOf, reason, GOOD_REQUEST);
    }

    static int pageSize(int given) {
        return given == 0 ? Page.SIZE_DEFAULT : given;
    }

    static Optional<PageToken> token(String given) {
        return given.isEmpty() ? Optional.empty() : Optional.of(new PageToken(given));
    }
}
