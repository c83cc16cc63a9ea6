package io.inventory.examples;

import io.inventory.OrderLine;
import io.inventory.StockCheck;
import io.inventory.client.InventoryClient;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** A shop's cart asks whether a basket can be sold. Nothing is held by that: only the order decides. */
@Command(
        name = "CartCheck",
        description = "Asks whether a basket could be sold now; exit status 0 if it could, 3 if not.")
final class CartCheck extends ServerCommand {
    private static final int NOT_SELLABLE = 3;

    @Parameters(
            arity = "1..*",
            paramLabel = "SKU=QUANTITY",
            converter = LineOfText.class,
            description = "The basket's lines, for example 85123A=6 22423=10.")
    private List<OrderLine> basket = List.of();

    public static void main(String[] args) {
        System.exit(execute(new CartCheck(), args));
    }

    @Override
    int run(InventoryClient inventory) {
        StockCheck check = inventory.check(basket);
        for (StockCheck.Line line : check.lines())
            System.out.printf(
                    Locale.ROOT,
                    "%-12s wanted %,7d  available %,7d  %s%n",
                    line.sku(),
                    line.requested(),
                    line.available(),
                    line.sellable() ? "ok" : line.known() ? "not enough" : "unknown SKU");
        System.out.println(check.sellable() ? "The basket can be sold." : "The basket cannot be sold.");
        return check.sellable() ? 0 : NOT_SELLABLE;
    }

    /** {@code SKU=QUANTITY}; the SKU may have an equals sign itself. */
    static final class LineOfText implements ITypeConverter<OrderLine> {
        @Override
        public OrderLine convert(String text) {
            int equals = text.lastIndexOf('=');
            if (equals < 0) throw new TypeConversionException("expected SKU=QUANTITY, is '" + text + "'");
            try {
                return OrderLine.of(text.substring(0, equals), Long.parseLong(text.substring(equals + 1)));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("the quantity must be a whole number in '" + text + "'");
            }
        }
    }
}
