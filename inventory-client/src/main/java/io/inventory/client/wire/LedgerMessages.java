package io.inventory.client.wire;

import static io.inventory.client.wire.StockMessages.token;
import static io.inventory.client.wire.Values.instant;
import static io.inventory.client.wire.Values.sku;
import static io.inventory.client.wire.Values.timestamp;

import io.inventory.Actor;
import io.inventory.ExplainStock;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.Page;
import io.inventory.StockExplanation;
import io.inventory.TimeRange;
import io.inventory.v1.ExplainStockRequest;
import io.inventory.v1.ExplainStockResponse;
import io.inventory.v1.LedgerBalance;
import io.inventory.v1.LedgerSum;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStockLogsResponse;
import io.inventory.v1.OpenReservation;
import java.util.UUID;

/** Requests about the ledger as messages, and the messages that answer them as pages. */
final class LedgerMessages {
    private LedgerMessages() {}

    static ListStockLogsRequest list(ListSkuLedger list) {
        return within(list.range())
                .setSkuId(list.sku().value())
                .setPageSize(list.pageSize())
                .setPageToken(token(list.after()))
                .build();
    }

    static ListStockLogsRequest list(ListOrderLedger list) {
        return within(list.range())
                .setOrderId(list.orderId().value())
                .setPageSize(list.pageSize())
                .setPageToken(token(list.after()))
                .build();
    }

    static Page<LedgerEntry> page(ListSkuLedger list, ListStockLogsResponse response) {
        return page(list.range(), response);
    }

    static Page<LedgerEntry> page(ListOrderLedger list, ListStockLogsResponse response) {
        return page(list.range(), response);
    }

    private static ListStockLogsRequest.Builder within(TimeRange range) {
        ListStockLogsRequest.Builder request = ListStockLogsRequest.newBuilder();
        if (!range.from().equals(TimeRange.ALWAYS.from())) request.setFrom(timestamp(range.from()));
        if (!range.until().equals(TimeRange.ALWAYS.until())) request.setUntil(timestamp(range.until()));
        return request;
    }

    private static Page<LedgerEntry> page(TimeRange range, ListStockLogsResponse response) {
        Page<LedgerEntry> page = new Page<>(
                response.getEntriesList().stream().map(LedgerMessages::entry).toList(),
                token(response.getNextPageToken()));
        if (!page.items().stream().allMatch(entry -> range.contains(entry.createdAt())))
            throw Values.ignored("range of time");
        return page;
    }

    static ExplainStockRequest explain(ExplainStock explain) {
        TimeRange range = explain.range();
        ExplainStockRequest.Builder request =
                ExplainStockRequest.newBuilder().setSkuId(explain.sku().value());
        if (!range.from().equals(TimeRange.ALWAYS.from())) request.setFrom(timestamp(range.from()));
        if (!range.until().equals(TimeRange.ALWAYS.until())) request.setUntil(timestamp(range.until()));
        return request.build();
    }

    static StockExplanation explanation(ExplainStockResponse response) {
        if (!response.hasStock()) throw Values.incomplete("stock");
        if (!response.hasOpening()) throw Values.incomplete("opening");
        if (!response.hasClosing()) throw Values.incomplete("closing");
        return new StockExplanation(
                StockMessages.stock(response.getStock()),
                balance(response.getOpening()),
                response.getSumsList().stream().map(LedgerMessages::sum).toList(),
                balance(response.getClosing()),
                response.getReservationsList().stream()
                        .map(LedgerMessages::reservation)
                        .toList(),
                response.getMoreReservations(),
                response.getLastEntriesList().stream()
                        .map(LedgerMessages::entry)
                        .toList());
    }

    private static StockExplanation.Balance balance(LedgerBalance balance) {
        return new StockExplanation.Balance(
                balance.getAvailableStock(), balance.getReservedStock(), balance.getVersion());
    }

    private static StockExplanation.Sum sum(LedgerSum sum) {
        return new StockExplanation.Sum(
                Values.name(LedgerReason.class, sum.getReason()),
                sum.getEntries(),
                sum.getChange(),
                sum.getReservedChange());
    }

    private static StockExplanation.Reservation reservation(OpenReservation reservation) {
        return new StockExplanation.Reservation(
                Values.orderId(reservation.getOrderId()),
                reservation.getQuantity(),
                instant(reservation.getExpiresAt()));
    }

    private static LedgerEntry entry(io.inventory.v1.LedgerEntry entry) {
        return new LedgerEntry(
                UUID.fromString(entry.getId()),
                sku(entry.getSkuId()),
                entry.getVersion(),
                entry.getChange(),
                entry.getReservedChange(),
                entry.getAvailableAfter(),
                entry.getReservedAfter(),
                Values.name(LedgerReason.class, entry.getReason()),
                entry.getNote(),
                entry.getRefId(),
                new Actor(entry.getActor()),
                instant(entry.getCreatedAt()));
    }
}
