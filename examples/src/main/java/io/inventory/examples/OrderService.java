package io.inventory.examples;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A shop's order service that talks to the inventory through RabbitMQ only: it tells of orders that were created, paid and
 * cancelled, and hears whether they got their units, and which SKUs sell out and come back. The inventory's consumer is at
 * the other end.
 */
@Command(
        name = "OrderService",
        sortOptions = false,
        description = "Publishes real orders, pays some, cancels some, and prints what became of them.")
final class OrderService implements Callable<Integer> {
    private static final int PERSISTENT = 2;
    private static final long CONFIRM_MILLIS = 10_000;
    private static final long LATE_MILLIS = 1_000;
    private static final int IN_FLIGHT_MAX = 200;

    @Option(
            names = "--amqp-uri",
            paramLabel = "URI",
            defaultValue = "amqp://guest:guest@127.0.0.1:5672",
            description = "RabbitMQ. Default: ${DEFAULT-VALUE}")
    private String uri = "";

    @Option(
            names = "--orders-exchange",
            paramLabel = "NAME",
            defaultValue = "order.events",
            description = "Where its events go to. Default: ${DEFAULT-VALUE}")
    private String ordersExchange = "";

    @Option(
            names = "--events-exchange",
            paramLabel = "NAME",
            defaultValue = "inventory.events",
            description = "Where the inventory's events come from. Default: ${DEFAULT-VALUE}")
    private String eventsExchange = "";

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many of the 439 real orders to publish, under new ids. Default: ${DEFAULT-VALUE}")
    private int orders;

    @Option(
            names = "--unpaid-one-of",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "One of so many orders that are reserved is never paid, and its units come back when its time is"
                            + " over; 0 for none. Needs a consumer with --created=reserve, a --time-to-live shorter than"
                            + " --wait-seconds, and signals. Default: ${DEFAULT-VALUE}")
    private int unpaidOneOf;

    @Option(
            names = "--wait-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long to wait for an outcome. Default: ${DEFAULT-VALUE}")
    private int waitSeconds;

    @SuppressWarnings("unused")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    private final PrintStream out = System.out;
    private final BlockingQueue<Delivery> outcomes = new LinkedBlockingQueue<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new OrderService()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        String run = UUID.randomUUID().toString().substring(0, 8);
        List<Invoice> invoices = ShopData.invoices().stream()
                .filter(invoice -> invoice.kind() == Invoice.Kind.ORDER)
                .limit(orders)
                .map(invoice -> new Invoice(run + "-" + invoice.number(), invoice.lines()))
                .toList();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        try (Connection connection = factory.newConnection("order-service")) {
            Channel publishing = connection.createChannel();
            Channel consuming = connection.createChannel();
            listen(consuming);
            if (!publish(publishing, invoices)) {
                System.err.println(
                        "Nobody takes the events of " + ordersExchange + ": start the inventory's consumer first.");
                return 1;
            }
            OrderBook book =
                    new OrderBook(invoices.stream().map(Invoice::number).toList(), unpaidOneOf);
            follow(book, consuming, publishing);
            report(book);
            return book.isComplete() ? 0 : 1;
        }
    }

    /** A queue that outlives this process, so that outcomes wait for it. */
    private void listen(Channel channel) throws IOException {
        channel.exchangeDeclare(ordersExchange, BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(eventsExchange, BuiltinExchangeType.TOPIC, true);
        String queue = "order-service." + eventsExchange;
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(queue, eventsExchange, "stock.*");
        channel.basicQos(IN_FLIGHT_MAX);
        channel.basicConsume(queue, false, (tag, delivery) -> outcomes.add(delivery), tag -> {});
    }

    /** Publishes the orders; false if no queue is there for them. */
    private boolean publish(Channel channel, List<Invoice> invoices)
            throws IOException, InterruptedException, TimeoutException {
        AtomicBoolean returned = new AtomicBoolean();
        channel.addReturnListener(message -> returned.set(true));
        channel.confirmSelect();
        for (Invoice invoice : invoices)
            publish(channel, ShopEvent.of("order.created", invoice.number()), invoice.lines());
        channel.waitForConfirmsOrDie(CONFIRM_MILLIS); // a returned message comes before its confirm
        if (returned.get()) return false;
        out.println(invoices.size() + " orders published to " + ordersExchange);
        return true;
    }

    private void publish(Channel channel, ShopEvent event, List<Invoice.Line> lines) throws IOException {
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(event.id())
                .contentType("application/json")
                .deliveryMode(PERSISTENT)
                .build();
        channel.basicPublish(ordersExchange, event.routingKey(), true, properties, event.body(lines));
    }

    /** Hears outcomes and lets the customers act, until nothing more happens to any order. */
    private void follow(OrderBook book, Channel consuming, Channel publishing)
            throws IOException, InterruptedException, TimeoutException {
        while (!book.isComplete()) {
            Delivery delivery = outcomes.poll(waitSeconds, TimeUnit.SECONDS);
            if (delivery == null) {
                out.println("No outcome came for " + waitSeconds + " s.");
                return;
            }
            hear(delivery, book, consuming, publishing);
        }
        if (unpaidOneOf == 0) return;
        // what came back with the last order is told beside it
        for (Delivery late = nextWithin(LATE_MILLIS); late != null; late = nextWithin(LATE_MILLIS))
            hear(late, book, consuming, publishing);
    }

    private @Nullable Delivery nextWithin(long millis) throws InterruptedException {
        return outcomes.poll(millis, TimeUnit.MILLISECONDS);
    }

    private void hear(Delivery delivery, OrderBook book, Channel consuming, Channel publishing)
            throws IOException, InterruptedException, TimeoutException {
        ShopEvent outcome = ShopEvent.read(delivery.getEnvelope().getRoutingKey(), delivery.getBody());
        Optional<ShopEvent> next = book.take(outcome);
        if (next.isPresent()) {
            publish(publishing, next.get(), List.of());
            publishing.waitForConfirmsOrDie(CONFIRM_MILLIS); // only then is the outcome done with
        }
        consuming.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
    }

    private void report(OrderBook book) {
        out.println("What became of them:");
        book.counts()
                .forEach((state, count) ->
                        out.printf(Locale.ROOT, "  %-8s  %,4d%n", state.name().toLowerCase(Locale.ROOT), count));
        new TreeMap<>(book.edges())
                .forEach((edge, count) -> out.printf(Locale.ROOT, "  %,d times %s was told of a SKU%n", count, edge));
        if (book.duplicates() > 0) out.println("  " + book.duplicates() + " outcomes came twice and were dropped");
    }
}
