package io.inventory;

/**
 * A request that changes nothing. It sees every commit that finished before the call.
 *
 * @param <A> the answer's type
 */
public sealed interface Query<A> extends Request<A>
        permits GetStock,
                GetStockAsOf,
                BatchGetStock,
                BatchGetStockAsOf,
                ListStocks,
                ExportStocks,
                CheckStock,
                GetOrder,
                ExplainStock,
                VerifyLedger,
                ListSkuLedger,
                ListOrderLedger,
                ListSignals {}
