package io.inventory.client.cli.stock;

import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.client.cli.session.Session;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stock policy}. */
@Command(
        name = "policy",
        sortOptions = false,
        description = "Sets which units of a SKU are kept from orders, and when it is low. It moves no unit.")
final class StockPolicyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SKU", description = "Which.")
    private String sku = "";

    @Option(
            names = "--safety",
            required = true,
            paramLabel = "UNITS",
            description = "The available units that no order may take, 0 or more.")
    private long safety;

    @Option(
            names = "--low",
            required = true,
            paramLabel = "UNITS",
            description = "The sellable units at or below which it is low; 0 for never.")
    private long low;

    @Option(
            names = "--expected-version",
            paramLabel = "N",
            description = "The version that the stock must still have; else nothing is done.")
    @Nullable
    private Long expectedVersion;

    @Mixin
    private final RequestOptions request = new RequestOptions();

    StockPolicyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        OptionalLong expected = expectedVersion == null ? OptionalLong.empty() : OptionalLong.of(expectedVersion);
        SetStockPolicy command = new SetStockPolicy(new Sku(sku), safety, low, request.id(), expected);
        return Changed.print(session, request.send(session, command), request.id());
    }
}
