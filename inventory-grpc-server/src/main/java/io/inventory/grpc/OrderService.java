package io.inventory.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.v1.BatchGetStockRequest;
import io.inventory.v1.BatchGetStockResponse;
import io.inventory.v1.CheckStockRequest;
import io.inventory.v1.CheckStockResponse;
import io.inventory.v1.ConfirmStockRequest;
import io.inventory.v1.ConfirmStockResponse;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.DeductStockResponse;
import io.inventory.v1.GetOrderRequest;
import io.inventory.v1.GetOrderResponse;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.InventoryServiceGrpc.InventoryServiceImplBase;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.ReserveStockResponse;
import io.inventory.v1.RollbackStockRequest;
import io.inventory.v1.RollbackStockResponse;

/** What shops call. */
final class OrderService extends InventoryServiceImplBase {
    private final Answers answers;
    private final OpenStreams streams;

    OrderService(Answers answers, OpenStreams streams) {
        this.answers = answers;
        this.streams = streams;
    }

    @Override
    public void deductStock(DeductStockRequest request, StreamObserver<DeductStockResponse> caller) {
        answers.send(caller, () -> OrderRequests.deduct(request), OrderAnswers::deduct);
    }

    @Override
    public void reserveStock(ReserveStockRequest request, StreamObserver<ReserveStockResponse> caller) {
        answers.send(caller, () -> OrderRequests.reserve(request), OrderAnswers::reserve);
    }

    @Override
    public void confirmStock(ConfirmStockRequest request, StreamObserver<ConfirmStockResponse> caller) {
        answers.send(caller, () -> OrderRequests.confirm(request), OrderAnswers::confirm);
    }

    @Override
    public void rollbackStock(RollbackStockRequest request, StreamObserver<RollbackStockResponse> caller) {
        answers.send(caller, () -> OrderRequests.rollback(request), OrderAnswers::rollback);
    }

    @Override
    public StreamObserver<ProcessOrdersRequest> processOrders(StreamObserver<ProcessOrdersResponse> caller) {
        return OrderStream.open(answers, streams, (ServerCallStreamObserver<ProcessOrdersResponse>) caller);
    }

    @Override
    public void getStock(GetStockRequest request, StreamObserver<GetStockResponse> caller) {
        answers.send(
                caller,
                () -> StockRequests.get(request),
                stock -> GetStockResponse.newBuilder()
                        .setStock(StockAnswers.stock(stock))
                        .build());
    }

    @Override
    public void batchGetStock(BatchGetStockRequest request, StreamObserver<BatchGetStockResponse> caller) {
        answers.send(caller, () -> StockRequests.batchGet(request), StockAnswers::stocks);
    }

    @Override
    public void checkStock(CheckStockRequest request, StreamObserver<CheckStockResponse> caller) {
        answers.send(caller, () -> StockRequests.check(request), StockAnswers::check);
    }

    @Override
    public void getOrder(GetOrderRequest request, StreamObserver<GetOrderResponse> caller) {
        answers.send(caller, () -> OrderRequests.get(request), OrderAnswers::order);
    }
}
