package io.inventory.client.cli.stock;

import io.inventory.AdjustStock;
import io.inventory.Sku;
import io.inventory.client.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stock adjust}. */
@Command(
        name = "adjust",
        sortOptions = false,
        description = "Adds units to a SKU, as a delivery, or takes some off, as what was broken.")
final class AdjustStockCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SKU", description = "Which.")
    private String sku = "";

    @Option(
            names = "--by",
            required = true,
            paramLabel = "N",
            description = "The units to add, or with a minus to take off: --by=24, --by=-3.")
    private long delta;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, for the ledger, in your words.")
    private String reason = "";

    @Mixin
    private final RequestOptions request = new RequestOptions();

    AdjustStockCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        AdjustStock command = new AdjustStock(new Sku(sku), delta, reason, request.id());
        return Changed.print(session, request.send(session, command), request.id());
    }
}
