package io.inventory.grpc;

import static io.inventory.grpc.OrderResponses.timestamp;

import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.Sku;
import io.inventory.StockBalances;
import io.inventory.StockExplanation;
import io.inventory.Stocks;
import io.inventory.v1.BatchGetStockResponse;
import io.inventory.v1.CheckStockResponse;
import io.inventory.v1.CountStockResponse;
import io.inventory.v1.ExplainStockResponse;
import io.inventory.v1.ExportStocksResponse;
import io.inventory.v1.LedgerBalance;
import io.inventory.v1.LedgerEntry;
import io.inventory.v1.LedgerReason;
import io.inventory.v1.LedgerSum;
import io.inventory.v1.ListStockLogsResponse;
import io.inventory.v1.ListStocksResponse;
import io.inventory.v1.OpenReservation;
import io.inventory.v1.Stock;
import io.inventory.v1.StockBalance;
import io.inventory.v1.StockChanged;
import io.inventory.v1.StockCheckLine;
import io.inventory.v1.StockCounted;
import java.util.List;

/** Stocks, checks and ledger pages as messages. */
final class StockResponses {
    private StockResponses() {}

    static Stock stock(io.inventory.Stock stock) {
        return Stock.newBuilder()
                .setSkuId(stock.sku().value())
                .setAvailableStock(stock.available())
                .setReservedStock(stock.reserved())
                .setVersion(stock.version())
                .setCreatedAt(timestamp(stock.createdAt()))
                .setUpdatedAt(timestamp(stock.updatedAt()))
                .setSellable(stock.sellable())
                .setSafetyStock(stock.safetyStock())
                .setLowThreshold(stock.lowThreshold())
                .build();
    }

    static StockBalance balance(io.inventory.StockBalance balance) {
        return StockBalance.newBuilder()
                .setSkuId(balance.sku().value())
                .setAvailableStock(balance.available())
                .setReservedStock(balance.reserved())
                .setVersion(balance.version())
                .setUpdatedAt(timestamp(balance.since()))
                .build();
    }

    static BatchGetStockResponse balances(StockBalances balances) {
        return BatchGetStockResponse.newBuilder()
                .addAllBalances(balances.balances().stream()
                        .map(StockResponses::balance)
                        .toList())
                .addAllUnknownSkuIds(balances.unknown().stream().map(Sku::value).toList())
                .build();
    }

    static BatchGetStockResponse stocks(Stocks stocks) {
        return BatchGetStockResponse.newBuilder()
                .addAllStocks(
                        stocks.stocks().stream().map(StockResponses::stock).toList())
                .addAllUnknownSkuIds(stocks.unknown().stream().map(Sku::value).toList())
                .build();
    }

    static CheckStockResponse check(io.inventory.StockCheck check) {
        CheckStockResponse.Builder response = CheckStockResponse.newBuilder().setSellable(check.sellable());
        for (io.inventory.StockCheck.Line line : check.lines())
            response.addLines(StockCheckLine.newBuilder()
                    .setSkuId(line.sku().value())
                    .setRequested(line.requested())
                    .setAvailable(line.available())
                    .setKnown(line.known())
                    .setSellable(line.sellable()));
        return response.build();
    }

    static StockChanged changed(io.inventory.StockChanged changed) {
        return StockChanged.newBuilder()
                .setSkuId(changed.sku().value())
                .setAvailableStock(changed.available())
                .setReservedStock(changed.reserved())
                .setVersion(changed.version())
                .setReplayed(changed.replayed())
                .build();
    }

    static CountStockResponse counted(io.inventory.StockCounted counted) {
        return CountStockResponse.newBuilder()
                .setStockCounted(StockCounted.newBuilder()
                        .setSkuId(counted.sku().value())
                        .setCounted(counted.counted())
                        .setBalance(counted.balance())
                        .setDifference(counted.difference())
                        .setAvailableStock(counted.available())
                        .setReservedStock(counted.reserved())
                        .setVersion(counted.version())
                        .setReplayed(counted.replayed()))
                .build();
    }

    static ExportStocksResponse exported(List<io.inventory.Stock> stocks) {
        return ExportStocksResponse.newBuilder()
                .addAllStocks(stocks.stream().map(StockResponses::stock).toList())
                .build();
    }

    static ListStocksResponse stocks(Page<io.inventory.Stock> page) {
        return ListStocksResponse.newBuilder()
                .addAllStocks(page.items().stream().map(StockResponses::stock).toList())
                .setNextPageToken(page.next().map(PageToken::value).orElse(""))
                .build();
    }

    static ListStockLogsResponse ledger(Page<io.inventory.LedgerEntry> page) {
        return ListStockLogsResponse.newBuilder()
                .addAllEntries(page.items().stream().map(StockResponses::entry).toList())
                .setNextPageToken(page.next().map(PageToken::value).orElse(""))
                .build();
    }

    static ExplainStockResponse explanation(StockExplanation explanation) {
        ExplainStockResponse.Builder response = ExplainStockResponse.newBuilder()
                .setStock(stock(explanation.stock()))
                .setOpening(balance(explanation.opening()))
                .setClosing(balance(explanation.closing()))
                .setMoreReservations(explanation.moreReservations());
        for (StockExplanation.Sum sum : explanation.sums())
            response.addSums(LedgerSum.newBuilder()
                    .setReason(reason(sum.reason()))
                    .setEntries(sum.entries())
                    .setChange(sum.change())
                    .setReservedChange(sum.reservedChange()));
        for (StockExplanation.Reservation reservation : explanation.reservations())
            response.addReservations(OpenReservation.newBuilder()
                    .setOrderId(reservation.orderId().value())
                    .setQuantity(reservation.quantity())
                    .setExpiresAt(timestamp(reservation.expiresAt())));
        explanation.lastEntries().forEach(entry -> response.addLastEntries(entry(entry)));
        return response.build();
    }

    private static LedgerBalance balance(StockExplanation.Balance balance) {
        return LedgerBalance.newBuilder()
                .setAvailableStock(balance.available())
                .setReservedStock(balance.reserved())
                .setVersion(balance.version())
                .build();
    }

    private static LedgerEntry entry(io.inventory.LedgerEntry entry) {
        return LedgerEntry.newBuilder()
                .setId(entry.id().toString())
                .setSkuId(entry.sku().value())
                .setVersion(entry.version())
                .setChange(entry.change())
                .setReservedChange(entry.reservedChange())
                .setAvailableAfter(entry.availableAfter())
                .setReservedAfter(entry.reservedAfter())
                .setReason(reason(entry.reason()))
                .setNote(entry.note())
                .setRefId(entry.refId())
                .setActor(entry.actor().value())
                .setCreatedAt(timestamp(entry.createdAt()))
                .build();
    }

    private static LedgerReason reason(io.inventory.LedgerReason reason) {
        return switch (reason) {
            case INITIALIZED -> LedgerReason.LEDGER_REASON_INITIALIZED;
            case ORDER_CREATED -> LedgerReason.LEDGER_REASON_ORDER_CREATED;
            case ORDER_CANCELED -> LedgerReason.LEDGER_REASON_ORDER_CANCELED;
            case ORDER_CLOSED -> LedgerReason.LEDGER_REASON_ORDER_CLOSED;
            case ORDER_RESERVED -> LedgerReason.LEDGER_REASON_ORDER_RESERVED;
            case ORDER_CONFIRMED -> LedgerReason.LEDGER_REASON_ORDER_CONFIRMED;
            case RESERVATION_EXPIRED -> LedgerReason.LEDGER_REASON_RESERVATION_EXPIRED;
            case MANUAL_ADJUST -> LedgerReason.LEDGER_REASON_MANUAL_ADJUST;
            case MANUAL_SET -> LedgerReason.LEDGER_REASON_MANUAL_SET;
            case STOCK_COUNTED -> LedgerReason.LEDGER_REASON_STOCK_COUNTED;
            case POLICY_SET -> LedgerReason.LEDGER_REASON_POLICY_SET;
        };
    }
}
