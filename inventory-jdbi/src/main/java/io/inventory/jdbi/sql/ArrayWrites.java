package io.inventory.jdbi.sql;

import io.inventory.decision.StockLevel;
import io.inventory.jdbi.sql.Dialect.Rows;
import io.inventory.jdbi.sql.Dialect.StockDelta;
import io.inventory.jdbi.sql.LogsTable.LogRow;
import io.inventory.jdbi.sql.OrdersTable.OrderRow;
import io.inventory.jdbi.sql.ReservationsTable.ReservationRow;
import io.inventory.jdbi.sql.SignalsTable.SignalRow;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

/** Adds statements that write many rows each, a list an array, to those that are sent together. */
final class ArrayWrites {
    private final PipelinedStatements statements;
    private final boolean arraysOnly;
    private final UnaryOperator<String> form;

    ArrayWrites(PipelinedStatements statements) {
        this(statements, false, sql -> sql);
    }

    /**
     * Writes in another form.
     *
     * @param arraysOnly whether a single row is an array too, so that the text is the same for any number of rows
     * @param form of the statements that change or delete rows, given how they are for all of one PostgreSQL
     */
    ArrayWrites(PipelinedStatements statements, boolean arraysOnly, UnaryOperator<String> form) {
        this.statements = statements;
        this.arraysOnly = arraysOnly;
        this.form = form;
    }

    /** Stocks first: where they are not locked yet, that is the order of locks. */
    void all(Rows rows) {
        OffsetDateTime time = rows.now().atOffset(ZoneOffset.UTC);
        statements.bind("now", time);
        changeStocks(rows.stocks());
        insertOrders(OrderRow.all(rows.newOrders()));
        updateOrders(OrderRow.all(rows.changedOrders()));
        deleteReservations(ReservationRow.all(rows.freed()));
        putReservations(ReservationRow.all(rows.reservations()));
        insertEntries(LogRow.all(rows.entries()), time);
        insertSignals(SignalRow.all(rows.signals()));
    }

    void compareStocks(List<StockLevel> known) {
        if (known.isEmpty()) return;
        statements.bind(
                "lockedSkus", ArrayStatements.texts(known, stock -> stock.sku().value()));
        columns(known)
                .count("stocksKnown")
                .texts("knownSkus", stock -> stock.sku().value())
                .numbers("knownVersions", StockLevel::version)
                .numbers("knownAvailable", StockLevel::available)
                .numbers("knownReserved", StockLevel::reserved)
                .numbers("knownSafety", StockLevel::safetyStock)
                .write(StocksTable.COMPARE_ALL);
    }

    void insertOrders(List<OrderRow> orders) {
        Columns<OrderRow> columns =
                columns(orders).texts("newOrders", OrderRow::orderId).texts("newLines", OrderRow::lines);
        if (orders.stream().allMatch(OrderRow::isDeducted)) {
            columns.write(OrdersTable.INSERT_DEDUCTED);
            return;
        }
        columns.texts("newOrigins", OrderRow::origin)
                .texts("newStatuses", OrderRow::status)
                .texts("newRollbacks", OrderRow::rollbacks)
                .texts("newRejections", OrderRow::rejection)
                .times("newExpiresAt", OrderRow::expiresAt)
                .times("newReservedUntil", OrderRow::reservedUntil)
                .times("newConfirmedAt", OrderRow::confirmedAt)
                .times("newClosedAt", OrderRow::closedAt)
                .write(OrdersTable.INSERT_ALL);
    }

    void updateOrders(List<OrderRow> orders) {
        columns(orders)
                .count("ordersChanged")
                .texts("oldOrders", OrderRow::orderId)
                .texts("oldStatuses", OrderRow::status)
                .texts("oldLines", OrderRow::lines)
                .texts("oldRollbacks", OrderRow::rollbacks)
                .times("oldExpiresAt", OrderRow::expiresAt)
                .times("oldReservedUntil", OrderRow::reservedUntil)
                .times("oldConfirmedAt", OrderRow::confirmedAt)
                .times("oldClosedAt", OrderRow::closedAt)
                .write(form.apply(OrdersTable.UPDATE_ALL));
    }

    void changeStocks(List<StockDelta> deltas) {
        Columns<StockDelta> columns = columns(deltas)
                .count("stocksChanged")
                .texts("skus", delta -> delta.before().sku().value())
                .numbers("versions", delta -> delta.before().version())
                .numbers("available", delta -> delta.before().available())
                .numbers("reserved", delta -> delta.before().reserved())
                .numbers("changes", StockDelta::change)
                .numbers("entries", StockDelta::entries);
        if (deltas.stream().allMatch(StockDelta::isTaken)) columns.write(form.apply(StocksTable.CHANGE_TAKEN));
        else
            columns.numbers("reservedChanges", StockDelta::reservedChange)
                    .numbers("lowest", StockDelta::lowest)
                    .numbers("safety", delta -> delta.before().safetyStock())
                    .numbers("thresholds", delta -> delta.before().lowThreshold())
                    .write(form.apply(StocksTable.CHANGE_ALL));
    }

    void deleteReservations(List<ReservationRow> freed) {
        columns(freed)
                .texts("freeSkus", ReservationRow::sku)
                .texts("freeOrders", ReservationRow::orderId)
                .write(form.apply(ReservationsTable.DELETE_ALL));
    }

    void putReservations(List<ReservationRow> held) {
        columns(held)
                .texts("heldSkus", ReservationRow::sku)
                .texts("heldOrders", ReservationRow::orderId)
                .numbers("heldUnits", ReservationRow::quantity)
                .times("heldUntil", ReservationRow::expiresAt)
                .write(ReservationsTable.PUT_ALL);
    }

    void insertEntries(List<LogRow> entries, OffsetDateTime now) {
        Columns<LogRow> columns = columns(entries)
                .texts("entrySkus", LogRow::sku)
                .numbers("entryVersions", LogRow::version)
                .ids("entryIds", LogRow::id)
                .numbers("entryChanges", LogRow::change)
                .numbers("entryAvailable", LogRow::availableAfter)
                .numbers("entryReserved", LogRow::reservedAfter)
                .texts("entryRefIds", LogRow::refId);
        boolean arePlain = entries.stream().allMatch(entry -> entry.isPlain(now));
        if (arePlain && entries.stream().allMatch(LogRow::isTaken)) {
            columns.write(LogsTable.INSERT_TAKEN);
            return;
        }
        columns.numbers("entryReservedChanges", LogRow::reservedChange)
                .texts("entryReasons", LogRow::reason)
                .texts("entryNotes", LogRow::note);
        if (arePlain) columns.write(LogsTable.INSERT_ALL);
        else
            columns.times("entryTimes", LogRow::createdAt)
                    .texts("entryActors", LogRow::actor)
                    .write(LogsTable.INSERT_EACH);
    }

    void insertSignals(List<SignalRow> signals) {
        columns(signals)
                .texts("signalSkus", SignalRow::sku)
                .numbers("signalVersions", SignalRow::version)
                .texts("signalKinds", SignalRow::kind)
                .numbers("signalAvailable", SignalRow::available)
                .numbers("signalReserved", SignalRow::reserved)
                .numbers("signalSellable", SignalRow::sellable)
                .texts("signalOrders", SignalRow::orderId)
                .texts("signalGivenBack", SignalRow::givenBack)
                .times("signalTimes", SignalRow::createdAt)
                .write(SignalsTable.INSERT_ALL);
    }

    private <T> Columns<T> columns(List<T> rows) {
        return new Columns<>(statements, rows, arraysOnly);
    }
}
