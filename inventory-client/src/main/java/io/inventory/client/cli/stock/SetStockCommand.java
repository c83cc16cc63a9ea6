package io.inventory.client.cli.stock;

import io.inventory.SetStock;
import io.inventory.Sku;
import io.inventory.client.cli.session.Session;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stock set}. */
@Command(
        name = "set",
        sortOptions = false,
        description = {
            "Sets the available units of a SKU, whatever they were; the reserved ones stay.",
            "After a stock-taking use 'count' instead: it loses no order that came in between."
        })
final class SetStockCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SKU", description = "Which.")
    private String sku = "";

    @Parameters(paramLabel = "UNITS", description = "The units that are available from now on, 0 or more.")
    private long units;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, for the ledger, in your words.")
    private String reason = "";

    @Option(
            names = "--expected-version",
            paramLabel = "N",
            description = "The version that the stock must still have, as 'stock get' showed it; else nothing is done.")
    @Nullable
    private Long expectedVersion;

    @Mixin
    private final RequestOptions request = new RequestOptions();

    SetStockCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        OptionalLong expected = expectedVersion == null ? OptionalLong.empty() : OptionalLong.of(expectedVersion);
        SetStock command = new SetStock(new Sku(sku), units, reason, request.id(), expected);
        return Changed.print(session, request.send(session, command), request.id());
    }
}
