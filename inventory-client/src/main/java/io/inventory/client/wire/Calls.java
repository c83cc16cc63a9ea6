package io.inventory.client.wire;

import static io.inventory.v1.InventoryAdminServiceGrpc.getAdjustStockMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getCountStockMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getCreateStockMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getExpireReservationMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getExplainStockMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getListStockLogsMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getListStocksMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getSetStockMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getSetStockPolicyMethod;
import static io.inventory.v1.InventoryAdminServiceGrpc.getVerifyLedgerMethod;
import static io.inventory.v1.InventoryServiceGrpc.getBatchGetStockMethod;
import static io.inventory.v1.InventoryServiceGrpc.getCheckStockMethod;
import static io.inventory.v1.InventoryServiceGrpc.getConfirmStockMethod;
import static io.inventory.v1.InventoryServiceGrpc.getDeductStockMethod;
import static io.inventory.v1.InventoryServiceGrpc.getExtendReservationMethod;
import static io.inventory.v1.InventoryServiceGrpc.getGetOrderMethod;
import static io.inventory.v1.InventoryServiceGrpc.getGetStockMethod;
import static io.inventory.v1.InventoryServiceGrpc.getListSignalsMethod;
import static io.inventory.v1.InventoryServiceGrpc.getReserveStockMethod;
import static io.inventory.v1.InventoryServiceGrpc.getRollbackStockMethod;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.inventory.AdjustStock;
import io.inventory.BatchGetStock;
import io.inventory.BatchGetStockAsOf;
import io.inventory.CheckStock;
import io.inventory.Confirm;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.Expire;
import io.inventory.ExplainStock;
import io.inventory.Extend;
import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.GetStockAsOf;
import io.inventory.ListOrderLedger;
import io.inventory.ListSignals;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.Request;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.v1.VerifyLedgerRequest;
import io.inventory.v1.VerifyLedgerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Which rpc answers which kind of request: the one table of the client. */
public final class Calls {
    private static final Map<Class<?>, Call<?, ?, ?, ?>> BY_REQUEST = new HashMap<>();

    static {
        add(Deduct.class, getDeductStockMethod(), OrderMessages::deduct, OrderMessages::deduct);
        add(Reserve.class, getReserveStockMethod(), OrderMessages::reserve, OrderMessages::reserve);
        add(Confirm.class, getConfirmStockMethod(), OrderMessages::confirm, OrderMessages::confirm);
        add(Extend.class, getExtendReservationMethod(), OrderMessages::extend, OrderMessages::extend);
        add(Expire.class, getExpireReservationMethod(), OrderMessages::expire, OrderMessages::expire);
        add(Rollback.class, getRollbackStockMethod(), OrderMessages::rollback, OrderMessages::rollback);
        add(GetOrder.class, getGetOrderMethod(), OrderMessages::order, OrderMessages::order);
        add(GetStock.class, getGetStockMethod(), StockMessages::get, StockMessages::stock);
        add(GetStockAsOf.class, getGetStockMethod(), PastMessages::get, PastMessages::balance);
        add(BatchGetStock.class, getBatchGetStockMethod(), StockMessages::batchGet, StockMessages::stocks);
        add(BatchGetStockAsOf.class, getBatchGetStockMethod(), PastMessages::batchGet, PastMessages::balances);
        add(CheckStock.class, getCheckStockMethod(), StockMessages::check, StockMessages::check);
        add(
                CreateStock.class,
                getCreateStockMethod(),
                StockMessages::create,
                answer -> StockMessages.changed(answer.getStockChanged()));
        add(
                AdjustStock.class,
                getAdjustStockMethod(),
                StockMessages::adjust,
                answer -> StockMessages.changed(answer.getStockChanged()));
        add(
                SetStock.class,
                getSetStockMethod(),
                StockMessages::set,
                answer -> StockMessages.changed(answer.getStockChanged()));
        add(
                SetStockPolicy.class,
                getSetStockPolicyMethod(),
                StockMessages::policy,
                answer -> StockMessages.changed(answer.getStockChanged()));
        add(CountStock.class, getCountStockMethod(), StockMessages::count, StockMessages::counted);
        add(ListStocks.class, getListStocksMethod(), StockMessages::list, StockMessages::page);
        add(ListSignals.class, getListSignalsMethod(), SignalMessages::list, SignalMessages::page);
        add(ExplainStock.class, getExplainStockMethod(), LedgerMessages::explain, LedgerMessages::explanation);
        addForRequest(ListSkuLedger.class, getListStockLogsMethod(), LedgerMessages::list, LedgerMessages::page);
        addVerification();
        addForRequest(ListOrderLedger.class, getListStockLogsMethod(), LedgerMessages::list, LedgerMessages::page);
    }

    private Calls() {}

    /** The one that has many messages for an answer. */
    private static void addVerification() {
        BY_REQUEST.put(
                VerifyLedger.class,
                new Call<VerifyLedger, VerifiedPart, VerifyLedgerRequest, VerifyLedgerResponse>(
                        getVerifyLedgerMethod(),
                        VerificationMessages::part,
                        (request, messages) -> VerificationMessages.part(messages)));
    }

    /** The call for a request; {@link #add} has made sure that its types fit the request's. */
    @SuppressWarnings("unchecked")
    public static <R extends Request<A>, A> Call<R, A, MessageLite, Object> of(Request<A> request) {
        return (Call<R, A, MessageLite, Object>) Objects.requireNonNull(BY_REQUEST.get(request.getClass()));
    }

    private static <R extends Request<A>, A, Q extends MessageLite, S> void add(
            Class<R> kind, MethodDescriptor<Q, S> method, Function<R, Q> toMessage, Function<S, A> toAnswer) {
        addForRequest(kind, method, toMessage, (request, message) -> toAnswer.apply(message));
    }

    /** Where only the request tells whether the answer is one to it. */
    private static <R extends Request<A>, A, Q extends MessageLite, S> void addForRequest(
            Class<R> kind, MethodDescriptor<Q, S> method, Function<R, Q> toMessage, BiFunction<R, S, A> toAnswer) {
        BY_REQUEST.put(
                kind,
                new Call<R, A, Q, S>(
                        method,
                        toMessage,
                        (request, messages) -> toAnswer.apply(request, messages.get(messages.size() - 1))));
    }

    /**
     * How a kind of request goes over the wire and how its answer comes back.
     *
     * @param toAnswer makes the answer of the messages that came, which are one or more
     */
    public record Call<R, A, Q extends MessageLite, S>(
            MethodDescriptor<Q, S> method, Function<R, Q> toMessage, BiFunction<R, List<S>, A> toAnswer) {
        /** Of a call with one message for an answer. */
        public static <R, A, Q extends MessageLite, S> Call<R, A, Q, S> of(
                MethodDescriptor<Q, S> method, Function<R, Q> toMessage, Function<S, A> toAnswer) {
            return new Call<>(
                    method, toMessage, (request, messages) -> toAnswer.apply(messages.get(messages.size() - 1)));
        }
    }
}
