package io.inventory.client.cli.command;

import io.inventory.ExpirySignal;
import io.inventory.InventoryException;
import io.inventory.Signal;
import io.inventory.StockSignal;
import io.inventory.client.SignalListener;
import io.inventory.client.cli.output.ClosedOutputException;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Rows;
import io.inventory.client.cli.output.Times;
import io.inventory.client.cli.output.Tone;
import io.inventory.client.cli.session.Session;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Prints each signal as it comes. Called by one thread at a time; awaited by another. */
final class SignalPrinter implements SignalListener {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<Optional<InventoryException>> end = new CompletableFuture<>();
    private final Rows<Printed> rows;
    private final long max;
    private long printed;
    private volatile String position = "";

    private record Printed(Signal signal, String token) {}

    SignalPrinter(Session session, long max) {
        this.rows = session.output().rows(columns(session.times()));
        this.max = max;
    }

    /** False if no server has taken the call, or refused it, in that time. */
    boolean awaitBegin(long time, TimeUnit unit) throws InterruptedException {
        return begun.await(time, unit);
    }

    /** What it ended with, if not with the last signal that was wanted. */
    Optional<InventoryException> awaitEnd() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClosedOutputException closed) throw closed;
            throw new IllegalStateException(e.getCause());
        }
    }

    /** After what was printed last, or after the begin of the watch. */
    Optional<String> position() {
        return Optional.of(position).filter(token -> !token.isEmpty());
    }

    @Override
    public void onSignal(Signal signal, String resumeToken) {
        begun.countDown();
        if (printed == max) return;
        try {
            rows.add(new Printed(signal, resumeToken));
            rows.flush();
        } catch (ClosedOutputException e) {
            end.completeExceptionally(e);
            throw e;
        }
        position = resumeToken;
        if (++printed == max) end.complete(Optional.empty());
    }

    @Override
    public void onPosition(String resumeToken) {
        position = resumeToken;
        begun.countDown();
    }

    @Override
    public void onError(InventoryException failure) {
        end.complete(Optional.of(failure));
        begun.countDown();
    }

    private static List<Column<Printed>> columns(Times times) {
        return List.of(
                Column.<Printed>time(
                                "occurred_at",
                                "WHEN               ",
                                times,
                                row -> Optional.of(row.signal.occurredAt()))
                        .shownAs(row -> times.local(row.signal.occurredAt())),
                Column.<Printed>text("kind", "WHAT     ", row -> kind(row.signal))
                        .shownAs(
                                row -> kind(row.signal).toLowerCase(Locale.ROOT).replace('_', ' '))
                        .withTone(row -> tone(row.signal)),
                Column.<Printed>text(
                                "sku_id",
                                "WHOSE               ",
                                row -> row.signal.sku().value())
                        .shownAs(row -> row.signal instanceof ExpirySignal expiry
                                ? "order " + expiry.orderId()
                                : row.signal.sku().value()),
                Column.<Printed>text("items", "NOW", row -> words(row.signal))
                        .withValue(row -> row.signal instanceof ExpirySignal expiry ? items(expiry) : List.of()),
                Column.hidden(
                        "order_id",
                        row -> expiry(row).map(expiry -> expiry.orderId().value())),
                Column.hidden("available_stock", row -> stock(row).map(StockSignal::available)),
                Column.hidden("reserved_stock", row -> stock(row).map(StockSignal::reserved)),
                Column.hidden("sellable_stock", row -> stock(row).map(StockSignal::sellable)),
                Column.hidden("version", row -> Optional.of(row.signal.version())),
                Column.hidden("event_id", row -> Optional.of(row.signal.eventId())),
                Column.hidden("resume_token", row -> Optional.of(row.token)));
    }

    private static Optional<StockSignal> stock(Printed row) {
        return row.signal instanceof StockSignal stock ? Optional.of(stock) : Optional.empty();
    }

    private static Optional<ExpirySignal> expiry(Printed row) {
        return row.signal instanceof ExpirySignal expiry ? Optional.of(expiry) : Optional.empty();
    }

    private static String kind(Signal signal) {
        return signal instanceof StockSignal stock ? stock.kind().name() : "EXPIRED";
    }

    private static Tone tone(Signal signal) {
        if (!(signal instanceof StockSignal stock)) return Tone.PLAIN;
        return switch (stock.kind()) {
            case SOLD_OUT -> Tone.BAD;
            case LOW -> Tone.WARNING;
            case BACK, RECOVERED -> Tone.GOOD;
        };
    }

    private static String words(Signal signal) {
        if (signal instanceof StockSignal stock)
            return Column.number(stock.sellable()) + " sellable, " + Column.number(stock.reserved()) + " reserved";
        return OrderColumns.items(((ExpirySignal) signal).givenBack()) + " given back";
    }

    private static List<Map<String, Object>> items(ExpirySignal expiry) {
        return expiry.givenBack().stream()
                .map(line -> Map.<String, Object>of("sku_id", line.sku().value(), "quantity", line.quantity()))
                .toList();
    }
}
