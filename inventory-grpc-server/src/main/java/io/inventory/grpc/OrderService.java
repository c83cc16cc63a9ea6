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
import io.inventory.v1.ExtendReservationRequest;
import io.inventory.v1.ExtendReservationResponse;
import io.inventory.v1.GetOrderRequest;
import io.inventory.v1.GetOrderResponse;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockRequest.AsOfCase;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.InventoryServiceGrpc.InventoryServiceImplBase;
import io.inventory.v1.ListSignalsRequest;
import io.inventory.v1.ListSignalsResponse;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.ReserveStockResponse;
import io.inventory.v1.RollbackStockRequest;
import io.inventory.v1.RollbackStockResponse;
import io.inventory.v1.WatchSignalsRequest;
import io.inventory.v1.WatchSignalsResponse;

/** What shops call. */
final class OrderService extends InventoryServiceImplBase {
    private final RequestHandler handler;
    private final OpenStreams streams;
    private final SignalWatches watches;

    OrderService(RequestHandler handler, OpenStreams streams, SignalWatches watches) {
        this.handler = handler;
        this.streams = streams;
        this.watches = watches;
    }

    @Override
    public void deductStock(DeductStockRequest request, StreamObserver<DeductStockResponse> caller) {
        handler.send(caller, () -> OrderRequests.deduct(request), OrderResponses::deduct);
    }

    @Override
    public void reserveStock(ReserveStockRequest request, StreamObserver<ReserveStockResponse> caller) {
        handler.send(caller, () -> OrderRequests.reserve(request), OrderResponses::reserve);
    }

    @Override
    public void confirmStock(ConfirmStockRequest request, StreamObserver<ConfirmStockResponse> caller) {
        handler.send(caller, () -> OrderRequests.confirm(request), OrderResponses::confirm);
    }

    @Override
    public void extendReservation(ExtendReservationRequest request, StreamObserver<ExtendReservationResponse> caller) {
        handler.send(caller, () -> OrderRequests.extend(request), OrderResponses::extend);
    }

    @Override
    public void rollbackStock(RollbackStockRequest request, StreamObserver<RollbackStockResponse> caller) {
        handler.send(caller, () -> OrderRequests.rollback(request), OrderResponses::rollback);
    }

    @Override
    public StreamObserver<ProcessOrdersRequest> processOrders(StreamObserver<ProcessOrdersResponse> caller) {
        return OrderStream.open(handler, streams, (ServerCallStreamObserver<ProcessOrdersResponse>) caller);
    }

    @Override
    public void getStock(GetStockRequest request, StreamObserver<GetStockResponse> caller) {
        if (request.getAsOfCase() == AsOfCase.ASOF_NOT_SET)
            handler.send(
                    caller,
                    () -> StockRequests.get(request),
                    stock -> GetStockResponse.newBuilder()
                            .setStock(StockResponses.stock(stock))
                            .build());
        else
            handler.send(
                    caller,
                    () -> StockRequests.getAsOf(request),
                    balance -> GetStockResponse.newBuilder()
                            .setBalance(StockResponses.balance(balance))
                            .build());
    }

    @Override
    public void batchGetStock(BatchGetStockRequest request, StreamObserver<BatchGetStockResponse> caller) {
        if (!request.hasAsOfTime()) handler.send(caller, () -> StockRequests.batchGet(request), StockResponses::stocks);
        else handler.send(caller, () -> StockRequests.batchGetAsOf(request), StockResponses::balances);
    }

    @Override
    public void checkStock(CheckStockRequest request, StreamObserver<CheckStockResponse> caller) {
        handler.send(caller, () -> StockRequests.check(request), StockResponses::check);
    }

    @Override
    public void getOrder(GetOrderRequest request, StreamObserver<GetOrderResponse> caller) {
        handler.send(caller, () -> OrderRequests.get(request), OrderResponses::order);
    }

    @Override
    public void watchSignals(WatchSignalsRequest request, StreamObserver<WatchSignalsResponse> caller) {
        watches.open(request, (ServerCallStreamObserver<WatchSignalsResponse>) caller);
    }

    @Override
    public void listSignals(ListSignalsRequest request, StreamObserver<ListSignalsResponse> caller) {
        handler.send(caller, () -> SignalRequests.list(request), SignalResponses::list);
    }
}
