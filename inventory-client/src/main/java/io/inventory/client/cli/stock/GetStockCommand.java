package io.inventory.client.cli.stock;

import io.inventory.AsOf;
import io.inventory.BatchGetStock;
import io.inventory.BatchGetStockAsOf;
import io.inventory.GetStock;
import io.inventory.GetStockAsOf;
import io.inventory.Sku;
import io.inventory.StockBalances;
import io.inventory.Stocks;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Rows;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.TimeArguments;
import io.inventory.client.cli.session.UsageException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stock get}. */
@Command(
        name = "get",
        sortOptions = false,
        description =
                "Shows the stock of SKUs, as it is or as it was. Those that do not exist are named, with status 1.")
final class GetStockCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "SKU", description = "Which, up to 1,000.")
    private List<String> skus = List.of();

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "What the ledger says of that time: " + TimeArguments.FORMS + ".")
    @Nullable
    private String asOf;

    @Option(names = "--at-version", paramLabel = "N", description = "What the ledger says of that version of one SKU.")
    @Nullable
    private Long version;

    GetStockCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Sku> wanted = skus.stream().map(Sku::new).toList();
        if (asOf != null && version != null) throw new UsageException("give --as-of or --at-version, not both");
        if (version != null) return ofVersion(wanted, AsOf.version(version));
        return asOf == null ? ofNow(wanted) : ofTime(wanted, TimeArguments.time("--as-of", asOf, session.times()));
    }

    private int ofVersion(List<Sku> wanted, AsOf at) {
        if (wanted.size() > 1) throw new UsageException("--at-version is of one SKU");
        session.output()
                .one(
                        StockColumns.ofPast(session.times()),
                        session.client().execute(new GetStockAsOf(wanted.get(0), at)));
        return ExitStatus.OK.code();
    }

    private int ofTime(List<Sku> wanted, Instant time) {
        var columns = StockColumns.ofPast(session.times());
        if (wanted.size() == 1) {
            AsOf at = AsOf.time(time);
            session.output().one(columns, session.client().execute(new GetStockAsOf(wanted.get(0), at)));
            return ExitStatus.OK.code();
        }
        StockBalances found = session.client().execute(new BatchGetStockAsOf(wanted, time));
        return print(columns, found.balances(), found.unknown(), " did not exist then");
    }

    private int ofNow(List<Sku> wanted) {
        var columns = StockColumns.of(session.times());
        if (wanted.size() == 1) {
            session.output().one(columns, session.client().execute(new GetStock(wanted.get(0))));
            return ExitStatus.OK.code();
        }
        Stocks found = session.client().execute(new BatchGetStock(wanted));
        return print(columns, found.stocks(), found.unknown(), " does not exist");
    }

    private <T> int print(List<Column<T>> columns, List<T> found, List<Sku> unknown, String what) {
        try (Rows<T> rows = session.output().rows(columns)) {
            found.forEach(rows::add);
        }
        unknown.forEach(sku -> session.note("SKU " + sku + what));
        return unknown.isEmpty() ? ExitStatus.OK.code() : ExitStatus.REFUSED.code();
    }
}
