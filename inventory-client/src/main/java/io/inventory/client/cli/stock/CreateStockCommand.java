package io.inventory.client.cli.stock;

import io.inventory.CreateStock;
import io.inventory.Sku;
import io.inventory.client.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stock create}. */
@Command(name = "create", sortOptions = false, description = "Begins to stock a SKU.")
final class CreateStockCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SKU", description = "A SKU that does not exist yet.")
    private String sku = "";

    @Parameters(paramLabel = "UNITS", description = "The units that may be sold at once, 0 or more.")
    private long units;

    @Mixin
    private final RequestOptions request = new RequestOptions();

    CreateStockCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Changed.print(
                session, request.send(session, new CreateStock(new Sku(sku), units, request.id())), request.id());
    }
}
