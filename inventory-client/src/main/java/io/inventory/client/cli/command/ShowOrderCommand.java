package io.inventory.client.cli.command;

import io.inventory.GetOrder;
import io.inventory.LineBalance;
import io.inventory.Order;
import io.inventory.Order.PastRollback;
import io.inventory.OrderId;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Format;
import io.inventory.client.cli.output.Output;
import io.inventory.client.cli.output.Rows;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code order show}. */
@Command(
        name = "show",
        sortOptions = false,
        description = "Shows an order: where it stands, what it took, what it gave back and still has.")
final class ShowOrderCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ORDER", description = "Its id.")
    private String orderId = "";

    ShowOrderCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Order order = session.client().execute(new GetOrder(new OrderId(orderId)));
        Output output = session.output();
        OrderColumns columns = new OrderColumns(session.times());
        if (output.format() == Format.CSV) {
            print(output, columns.ofLinesAlone(order), order.lines());
            return ExitStatus.OK.code();
        }
        output.one(columns.ofOrder(), order);
        if (output.format() == Format.TABLE) printParts(output, columns, order);
        return ExitStatus.OK.code();
    }

    private static void printParts(Output output, OrderColumns columns, Order order) {
        if (!order.lines().isEmpty()) {
            output.heading("Lines");
            print(output, OrderColumns.ofLines(), order.lines());
        }
        if (!order.rollbacks().isEmpty()) {
            output.heading("Given back");
            Rows<PastRollback> rows = output.rows(columns.ofRollbacks());
            try (rows) {
                order.rollbacks().forEach(rows::add);
            }
        }
    }

    private static void print(Output output, List<Column<LineBalance>> columns, List<LineBalance> lines) {
        try (Rows<LineBalance> rows = output.rows(columns)) {
            lines.forEach(rows::add);
        }
    }
}
