package io.inventory.grpc;

import io.grpc.stub.StreamObserver;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.AdjustStockResponse;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.CreateStockResponse;
import io.inventory.v1.InventoryAdminServiceGrpc.InventoryAdminServiceImplBase;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStockLogsResponse;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.ListStocksResponse;
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
    public void listStocks(ListStocksRequest request, StreamObserver<ListStocksResponse> caller) {
        handler.send(caller, () -> StockRequests.list(request), StockResponses::stocks);
    }

    @Override
    public void listStockLogs(ListStockLogsRequest request, StreamObserver<ListStockLogsResponse> caller) {
        handler.send(caller, () -> StockRequests.ledger(request), StockResponses::ledger);
    }
}
