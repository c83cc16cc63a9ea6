package io.inventory.grpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.Actor;
import io.inventory.OperatorCommand;
import io.inventory.grpc.security.Caller;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.AdjustStockResponse;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.CountStockResponse;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.CreateStockResponse;
import io.inventory.v1.ExpireReservationRequest;
import io.inventory.v1.ExpireReservationResponse;
import io.inventory.v1.ExplainStockRequest;
import io.inventory.v1.ExplainStockResponse;
import io.inventory.v1.ExportStocksRequest;
import io.inventory.v1.ExportStocksResponse;
import io.inventory.v1.GetServerStatusRequest;
import io.inventory.v1.GetServerStatusResponse;
import io.inventory.v1.ImportStocksRequest;
import io.inventory.v1.ImportStocksResponse;
import io.inventory.v1.InventoryAdminServiceGrpc.InventoryAdminServiceImplBase;
import io.inventory.v1.ListStockLogsRequest;
import io.inventory.v1.ListStockLogsResponse;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.ListStocksResponse;
import io.inventory.v1.SetReadOnlyRequest;
import io.inventory.v1.SetReadOnlyResponse;
import io.inventory.v1.SetStockPolicyRequest;
import io.inventory.v1.SetStockPolicyResponse;
import io.inventory.v1.SetStockRequest;
import io.inventory.v1.SetStockResponse;
import io.inventory.v1.VerifyLedgerRequest;
import io.inventory.v1.VerifyLedgerResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** What operators call. */
final class AdminService extends InventoryAdminServiceImplBase {
    /** Who calls, where it is not a {@link Caller} that says so. */
    static final Context.Key<Actor> ACTOR = Context.keyWithDefault("actor", Actor.NOBODY);

    private final RequestHandler handler;
    private final ReadOnlySwitch readOnly;
    private final BulkStreams bulk;
    private final Verifications verifications;
    private final OperatorLog log;

    AdminService(RequestHandler handler, ReadOnlySwitch readOnly, LongCalls longCalls, OperatorLog log) {
        this.handler = handler;
        this.readOnly = readOnly;
        this.bulk = longCalls.bulk();
        this.verifications = longCalls.verifications();
        this.log = log;
    }

    @Override
    public void createStock(CreateStockRequest request, StreamObserver<CreateStockResponse> caller) {
        operate(
                caller,
                () -> StockRequests.create(request),
                changed -> CreateStockResponse.newBuilder()
                        .setStockChanged(StockResponses.changed(changed))
                        .build());
    }

    @Override
    public void adjustStock(AdjustStockRequest request, StreamObserver<AdjustStockResponse> caller) {
        operate(
                caller,
                () -> StockRequests.adjust(request),
                changed -> AdjustStockResponse.newBuilder()
                        .setStockChanged(StockResponses.changed(changed))
                        .build());
    }

    @Override
    public void setStock(SetStockRequest request, StreamObserver<SetStockResponse> caller) {
        operate(
                caller,
                () -> StockRequests.set(request),
                changed -> SetStockResponse.newBuilder()
                        .setStockChanged(StockResponses.changed(changed))
                        .build());
    }

    @Override
    public void setStockPolicy(SetStockPolicyRequest request, StreamObserver<SetStockPolicyResponse> caller) {
        operate(
                caller,
                () -> StockRequests.policy(request),
                changed -> SetStockPolicyResponse.newBuilder()
                        .setStockChanged(StockResponses.changed(changed))
                        .build());
    }

    @Override
    public void countStock(CountStockRequest request, StreamObserver<CountStockResponse> caller) {
        operate(caller, () -> StockRequests.count(request), StockResponses::counted);
    }

    @Override
    public void expireReservation(ExpireReservationRequest request, StreamObserver<ExpireReservationResponse> caller) {
        operate(caller, () -> OrderRequests.expire(request), OrderResponses::expire);
    }

    @Override
    public void listStocks(ListStocksRequest request, StreamObserver<ListStocksResponse> caller) {
        handler.send(caller, () -> StockRequests.list(request), StockResponses::stocks);
    }

    @Override
    public void exportStocks(ExportStocksRequest request, StreamObserver<ExportStocksResponse> caller) {
        bulk.export((ServerCallStreamObserver<ExportStocksResponse>) caller);
    }

    @Override
    public StreamObserver<ImportStocksRequest> importStocks(StreamObserver<ImportStocksResponse> caller) {
        return bulk.importing((ServerCallStreamObserver<ImportStocksResponse>) caller, actor(), log);
    }

    @Override
    public void listStockLogs(ListStockLogsRequest request, StreamObserver<ListStockLogsResponse> caller) {
        handler.send(caller, () -> LedgerRequests.ledger(request), StockResponses::ledger);
    }

    @Override
    public void explainStock(ExplainStockRequest request, StreamObserver<ExplainStockResponse> caller) {
        handler.send(caller, () -> LedgerRequests.explain(request), StockResponses::explanation);
    }

    @Override
    public void verifyLedger(VerifyLedgerRequest request, StreamObserver<VerifyLedgerResponse> caller) {
        verifications.open(request, (ServerCallStreamObserver<VerifyLedgerResponse>) caller);
    }

    @Override
    public void setReadOnly(SetReadOnlyRequest request, StreamObserver<SetReadOnlyResponse> caller) {
        handler.answer(
                caller,
                () -> SetReadOnlyResponse.newBuilder()
                        .setStatus(StatusRequests.set(readOnly, request, actor()))
                        .build());
    }

    @Override
    public void getServerStatus(GetServerStatusRequest request, StreamObserver<GetServerStatusResponse> caller) {
        handler.answer(
                caller,
                () -> GetServerStatusResponse.newBuilder()
                        .setStatus(StatusRequests.status(readOnly.state()))
                        .build());
    }

    private static Actor actor() {
        return Caller.current().map(caller -> new Actor(caller.name())).orElseGet(ACTOR::get);
    }

    /** Has a command carried out in the name of who calls, sends its outcome, and logs it; one that is malformed is none. */
    private <A, S> void operate(
            StreamObserver<S> caller, Supplier<? extends OperatorCommand<A>> read, Function<? super A, S> write) {
        Actor actor = actor();
        OperatorCommand<A> command;
        try {
            command = read.get().by(actor);
        } catch (RuntimeException | Error e) {
            handler.send(caller, CompletableFuture.failedFuture(e));
            return;
        }
        CompletableFuture<S> answer = handler.ask(() -> command, outcome -> {
            log.answered(command, actor, outcome);
            return write.apply(outcome);
        });
        handler.send(caller, answer);
        var unused = answer.whenComplete((message, failure) -> {
            if (failure != null) log.failed(command, actor, failure);
        });
    }

    /** The calls that last: imports and exports, and those that verify. */
    record LongCalls(BulkStreams bulk, Verifications verifications) {}
}
