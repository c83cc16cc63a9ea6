package io.inventory.client.wire;

import static io.inventory.client.wire.Values.instant;
import static io.inventory.client.wire.Values.sku;
import static io.inventory.client.wire.Values.timestamp;

import io.inventory.AdjustStock;
import io.inventory.BatchGetStock;
import io.inventory.CheckStock;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.GetStock;
import io.inventory.ListStocks;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockChanged;
import io.inventory.StockCheck;
import io.inventory.StockCounted;
import io.inventory.Stocks;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.BatchGetStockResponse;
import io.inventory.v1.CheckStockRequest;
import io.inventory.v1.CheckStockResponse;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.CountStockResponse;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.ExportStocksResponse;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.ListStocksResponse;
import io.inventory.v1.SetStockPolicyRequest;
import io.inventory.v1.SetStockRequest;
import java.util.List;
import java.util.Optional;

/** Requests about stocks as messages, and the messages that answer them as values. */
public final class StockMessages {
    private StockMessages() {}

    static GetStockRequest get(GetStock get) {
        return GetStockRequest.newBuilder().setSkuId(get.sku().value()).build();
    }

    static Stock stock(GetStockResponse response) {
        if (!response.hasStock()) throw Values.incomplete("stock");
        return stock(response.getStock());
    }

    static BatchGetStockRequest batchGet(BatchGetStock batch) {
        return BatchGetStockRequest.newBuilder()
                .addAllSkuIds(batch.skus().stream().map(Sku::value).toList())
                .build();
    }

    static Stocks stocks(BatchGetStockResponse response) {
        return new Stocks(
                response.getStocksList().stream().map(StockMessages::stock).toList(),
                response.getUnknownSkuIdsList().stream().map(Values::sku).toList());
    }

    static CheckStockRequest check(CheckStock check) {
        return CheckStockRequest.newBuilder()
                .addAllItems(OrderMessages.items(check.lines()))
                .build();
    }

    static StockCheck check(CheckStockResponse response) {
        return new StockCheck(response.getLinesList().stream()
                .map(line -> new StockCheck.Line(
                        sku(line.getSkuId()), line.getRequested(), line.getAvailable(), line.getKnown()))
                .toList());
    }

    static CreateStockRequest create(CreateStock create) {
        return CreateStockRequest.newBuilder()
                .setSkuId(create.sku().value())
                .setInitialStock(create.available())
                .setRequestId(create.requestId().value())
                .build();
    }

    static AdjustStockRequest adjust(AdjustStock adjust) {
        return AdjustStockRequest.newBuilder()
                .setSkuId(adjust.sku().value())
                .setDelta(adjust.delta())
                .setReason(adjust.reason())
                .setRequestId(adjust.requestId().value())
                .build();
    }

    static SetStockRequest set(SetStock set) {
        SetStockRequest.Builder request = SetStockRequest.newBuilder()
                .setSkuId(set.sku().value())
                .setAvailableStock(set.available())
                .setReason(set.reason())
                .setRequestId(set.requestId().value());
        set.expectedVersion().ifPresent(request::setExpectedVersion);
        return request.build();
    }

    static SetStockPolicyRequest policy(SetStockPolicy policy) {
        SetStockPolicyRequest.Builder request = SetStockPolicyRequest.newBuilder()
                .setSkuId(policy.sku().value())
                .setSafetyStock(policy.safetyStock())
                .setLowThreshold(policy.lowThreshold())
                .setRequestId(policy.requestId().value());
        policy.expectedVersion().ifPresent(request::setExpectedVersion);
        return request.build();
    }

    static CountStockRequest count(CountStock count) {
        return CountStockRequest.newBuilder()
                .setSkuId(count.sku().value())
                .setCounted(count.counted())
                .setAsOf(timestamp(count.asOf()))
                .setReason(count.reason())
                .setRequestId(count.requestId().value())
                .build();
    }

    static StockCounted counted(CountStockResponse response) {
        return counted(response.getStockCounted());
    }

    static StockCounted counted(io.inventory.v1.StockCounted counted) {
        return new StockCounted(
                sku(counted.getSkuId()),
                counted.getCounted(),
                counted.getBalance(),
                counted.getAvailableStock(),
                counted.getReservedStock(),
                counted.getVersion(),
                counted.getReplayed());
    }

    static StockChanged changed(io.inventory.v1.StockChanged changed) {
        return new StockChanged(
                sku(changed.getSkuId()),
                changed.getAvailableStock(),
                changed.getReservedStock(),
                changed.getVersion(),
                changed.getReplayed());
    }

    static ListStocksRequest list(ListStocks list) {
        return ListStocksRequest.newBuilder()
                .setPageSize(list.pageSize())
                .setPageToken(token(list.after()))
                .build();
    }

    static Page<Stock> page(ListStocksResponse response) {
        return new Page<>(
                response.getStocksList().stream().map(StockMessages::stock).toList(),
                token(response.getNextPageToken()));
    }

    /** A part of an export. */
    public static List<Stock> exported(ExportStocksResponse response) {
        return response.getStocksList().stream().map(StockMessages::stock).toList();
    }

    static Stock stock(io.inventory.v1.Stock stock) {
        return new Stock(
                sku(stock.getSkuId()),
                stock.getAvailableStock(),
                stock.getReservedStock(),
                stock.getSafetyStock(),
                stock.getLowThreshold(),
                stock.getVersion(),
                instant(stock.getCreatedAt()),
                instant(stock.getUpdatedAt()));
    }

    static String token(Optional<PageToken> token) {
        return token.map(PageToken::value).orElse("");
    }

    static Optional<PageToken> token(String token) {
        return token.isEmpty() ? Optional.empty() : Optional.of(new PageToken(token));
    }
}
