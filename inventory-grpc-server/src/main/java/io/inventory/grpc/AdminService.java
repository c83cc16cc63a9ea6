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
    private final Answers answers;

    AdminService(Answers answers) {
        this.answers = answers;
    }

    @Override
    public void createStock(CreateStockRequest request, StreamObserver<CreateStockResponse> caller) {
        answers.send(
                caller,
                () -> StockRequests.create(request),
                changed -> CreateStockResponse.newBuilder()
                        .setStockChanged(StockAnswers.changed(changed))
                        .build());
    }

    @Override
    public void adjustStock(AdjustStockRequest request, StreamObserver<AdjustStockResponse> caller) {
        answers.send(
                caller,
                () -> StockRequests.adjust(request),
                changed -> AdjustStockResponse.newBuilder()
                        .setStockChanged(StockAnswers.changed(changed))
                        .build());
    }

    @Override
    public void setStock(SetStockRequest request, StreamObserver<SetStockResponse> caller) {
        answers.send(
                caller,
                () -> StockRequests.set(request),
                changed -> SetStockResponse.newBuilder()
                        .setStockChanged(StockAnswers.changed(changed))
                        .build());
    }

    @Override
    public void listStocks(ListStocksRequest request, StreamObserver<ListStocksResponse> caller) {
        answers.send(caller, () -> StockRequests.list(request), StockAnswers::stocks);
    }

    @Override
    public void listStockLogs(ListStockLogsRequest request, StreamObserver<ListStockLogsResponse> caller) {
        answers.send(caller, () -> StockRequests.ledger(request), StockAnswers::ledger);
    }
}
