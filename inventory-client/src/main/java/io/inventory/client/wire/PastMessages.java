package io.inventory.client.wire;

import static io.inventory.client.wire.Values.instant;
import static io.inventory.client.wire.Values.sku;
import static io.inventory.client.wire.Values.timestamp;

import io.inventory.AsOf;
import io.inventory.BatchGetStockAsOf;
import io.inventory.GetStockAsOf;
import io.inventory.Sku;
import io.inventory.StockBalance;
import io.inventory.StockBalances;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.BatchGetStockResponse;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;

/** Requests about past stocks as messages, and the messages that answer them as balances. */
final class PastMessages {
    private PastMessages() {}

    static GetStockRequest get(GetStockAsOf get) {
        GetStockRequest.Builder request =
                GetStockRequest.newBuilder().setSkuId(get.sku().value());
        if (get.asOf() instanceof AsOf.Time asOf) request.setAsOfTime(timestamp(asOf.time()));
        else request.setAsOfVersion(((AsOf.Version) get.asOf()).version());
        return request.build();
    }

    static StockBalance balance(GetStockResponse response) {
        if (response.hasStock()) throw Values.ignored("time or version");
        if (!response.hasBalance()) throw Values.incomplete("balance");
        return balance(response.getBalance());
    }

    static BatchGetStockRequest batchGet(BatchGetStockAsOf batch) {
        return BatchGetStockRequest.newBuilder()
                .addAllSkuIds(batch.skus().stream().map(Sku::value).toList())
                .setAsOfTime(timestamp(batch.asOf()))
                .build();
    }

    static StockBalances balances(BatchGetStockResponse response) {
        if (response.getStocksCount() > 0) throw Values.ignored("time");
        return new StockBalances(
                response.getBalancesList().stream().map(PastMessages::balance).toList(),
                response.getUnknownSkuIdsList().stream().map(Values::sku).toList());
    }

    private static StockBalance balance(io.inventory.v1.StockBalance balance) {
        return new StockBalance(
                sku(balance.getSkuId()),
                balance.getAvailableStock(),
                balance.getReservedStock(),
                balance.getVersion(),
                instant(balance.getUpdatedAt()));
    }
}
