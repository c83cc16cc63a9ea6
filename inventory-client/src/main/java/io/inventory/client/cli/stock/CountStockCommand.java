package io.inventory.client.cli.stock;

import io.inventory.CountStock;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.StockCounted;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.TimeArguments;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stock count}. */
@Command(
        name = "count",
        sortOptions = false,
        description = {
            "Records a stock-taking: what was counted is compared with what the ledger says of that time, and the difference is"
                    + " applied to what is available now. So nothing is lost that was sold between counting and typing.",
            "Count all that is not sold: what is available and what is reserved."
        })
final class CountStockCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SKU", description = "Which.")
    private String sku = "";

    @Parameters(paramLabel = "UNITS", description = "The units that were found, 0 or more.")
    private long units;

    @Option(
            names = "--as-of",
            required = true,
            paramLabel = "TIME",
            description = "When they were counted: " + TimeArguments.FORMS + ".")
    private String asOf = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, for the ledger, in your words.")
    private String reason = "";

    @Mixin
    private final RequestOptions request = new RequestOptions();

    CountStockCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Instant time = TimeArguments.time("--as-of", asOf, session.times()).truncatedTo(ChronoUnit.MICROS);
        CountStock command = new CountStock(new Sku(sku), units, time, reason, request.id());
        Count count = new Count(request.send(session, command, "--as-of=" + time), time, request.id());
        session.output().one(columns(), count);
        return ExitStatus.OK.code();
    }

    private record Count(StockCounted stock, Instant asOf, RequestId requestId) {}

    private List<Column<Count>> columns() {
        return List.of(
                Column.<Count>text("sku_id", "SKU", count -> count.stock.sku().value()),
                Column.<Count>time("as_of", "COUNTED AT", session.times(), count -> Optional.of(count.asOf)),
                Column.<Count>units("counted", "COUNTED", count -> count.stock.counted()),
                Column.<Count>units("balance", "IN THE LEDGER", count -> count.stock.balance()),
                Column.<Count>change("difference", "DIFFERENCE", count -> count.stock.difference()),
                Column.<Count>units("available_stock", "AVAILABLE", count -> count.stock.available()),
                Column.<Count>units("reserved_stock", "RESERVED", count -> count.stock.reserved()),
                Column.<Count>number("version", "VERSION", count -> count.stock.version()),
                Column.<Count>text("request_id", "REQUEST ID", count -> count.requestId.value()),
                Changed.replayed(count -> count.stock.replayed()));
    }
}
