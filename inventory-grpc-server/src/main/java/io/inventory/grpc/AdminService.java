package io.inventory.grpc;

import io.grpc.stub.StreamObserver;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.AdjustStockResponse;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.CountStockResponse;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.CreateStockResponse;
import io.inventory.v1.ExpireReservationRequest;
import io.inventory.v1.ExpireReservationResponse;
import io.inventory.v1.InventoryAdminServiceGrpc.InventoryAdminServiceImplBase;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStockLogsResponse;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.ListStocksResponse;
import io.inventory.v1.SetStockPolicyRequest;
import io.inventory.v1.SetStockPolicyResponse;
import io.inventory.v1.SetStockRequest;
import io.inventory.v1.SetStockResponse;

/** What operators call. */
final class AdminService extends InventoryAdminServiceImplBase {
    private final RequestHandler handler;

    AdminService(RequestHandler handler) {
        this.handler = handler;
    }

    @Override
    public void createStock(CreateStockRequest request, StreamObserver<CreateStockResponse> caller) {
        handler.send(
                caller,
                () -> StockRequests.create(request),
                changed -> CreateStockResponse.newBuilder()
                        .setStockChanged(StockResponses.changed(changed))
                        .build());
    }

    @Override
    public void adjustStock(AdjustStockRequest request, StreamObserver<AdjustStockResponse> caller) {
        handler.send(
                caller,
                () -> StockRequests.adjust(request),
                changed -> AdjustStockResponse.newBuilder()
                        .setStockChanged(StockResponses.changed(changed))
                        .build());
    }

    @Override
    public void setStock(SetStockRequest request, StreamObserver<SetStockResponse> caller) {
        handler.send(
                caller,
                () -> StockRequests.set(request),
                changed -> SetStockResponse.newBuilder()
                        .setStockChanged(StockResponses.changed(changed))
                        .build());
    }

    @Override
    public void setStockPolicy(SetStockPolicyRequest request, StreamObserver<SetStockPolicyResponse> caller) {
        handler.send(
                caller,
                () -> StockRequests.policy(request),
                changed -> SetStockPolicyResponse.newBuilder()
                        .setStockChanged(StockResponses.changed(changed))
                        .build());
    }

    @Override
    public void countStock(CountStockRequest request, StreamObserver<CountStockResponse> caller) {
        handler.send(caller, () -> StockRequests.count(request), StockResponses::counted);
    }

    @Override
    public void expireReservation(ExpireReservationRequest request, StreamObserver<ExpireReservationResponse> caller) {
        handler.send(caller, () -> OrderRequests.expire(request), OrderResponses::expire);
    }

    @Override
    public void listStocks(ListStocksRequest request, StreamObserver<ListStocksResponse> caller) {
        handler.send(caller, () -> StockRequests.list(request), StockResponses::stocks);
    }

    @Override
    public void listStockLogs(ListStockLogsRequest request, StreamObserver<ListStockLogsResponse> caller) {
        handler.send(caller, () -> LedgerRequests.ledger(request), StockResponses::ledger);
    }
}
