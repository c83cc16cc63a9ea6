package io.inventory.examples;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import io.inventory.OrderLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
import picocli.CommandLine.Parameters;

/** One event of one order by hand, as a shop would send it, and the inventory's answer as it comes: to see the messages. */
@Command(
        name = "OrderByMessage",
        sortOptions = false,
        description = "Publishes one event of an order and prints the event that answers it.")
final class OrderByMessage implements Callable<Integer> {
    private static final int PERSISTENT = 2;
    private static final long CONFIRM_MILLIS = 10_000;

    /** What a shop tells of an order. */
    enum Event {
        CREATED,
        PAID,
        CANCELED,
        CLOSED
    }

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
            description = "Where the event goes to. Default: ${DEFAULT-VALUE}")
    private String ordersExchange = "";

    @Option(
            names = "--events-exchange",
            paramLabel = "NAME",
            defaultValue = "inventory.events",
            description = "Where the answer comes from. Default: ${DEFAULT-VALUE}")
    private String eventsExchange = "";

    @Option(
            names = "--wait-seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long to wait for the answer. Default: ${DEFAULT-VALUE}")
    private int waitSeconds;

    @SuppressWarnings("unused")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Parameters(index = "0", paramLabel = "EVENT", description = "One of ${COMPLETION-CANDIDATES}, in any case.")
    private Event event = Event.CREATED;

    @Parameters(index = "1", paramLabel = "ORDER", description = "The order's id.")
    private String order = "";

    @Parameters(
            index = "2..*",
            paramLabel = "SKU=QUANTITY",
            converter = CartCheck.LineOfText.class,
            description = "The lines of an order that is created.")
    private List<OrderLine> lines = List.of();

    private final BlockingQueue<Delivery> answers = new LinkedBlockingQueue<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new OrderByMessage())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        try (Connection connection = factory.newConnection("order-by-message")) {
            Channel channel = connection.createChannel();
            listen(channel);
            ShopEvent sent = ShopEvent.of("order." + event.name().toLowerCase(Locale.ROOT), order);
            if (!publish(channel, sent)) {
                System.err.println(
                        "Nobody takes the events of " + ordersExchange + ": start the inventory's consumer first.");
                return 1;
            }
            Delivery answer = answerTo(sent);
            if (answer == null) {
                System.err.println("No answer came within " + waitSeconds
                        + " s: see the consumer's log, and its parked messages.");
                return 1;
            }
            System.out.println(
                    answer.getEnvelope().getRoutingKey() + " " + new String(answer.getBody(), StandardCharsets.UTF_8));
            return 0;
        }
    }

    /** On a queue that ends with this program; a shop's own would outlive it. */
    private void listen(Channel channel) throws IOException {
        channel.exchangeDeclare(ordersExchange, BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(eventsExchange, BuiltinExchangeType.TOPIC, true);
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, eventsExchange, "stock.#");
        channel.basicConsume(queue, true, (tag, delivery) -> answers.add(delivery), tag -> {});
    }

    /** False if no queue is there for it. */
    private boolean publish(Channel channel, ShopEvent sent)
            throws IOException, InterruptedException, TimeoutException {
        AtomicBoolean returned = new AtomicBoolean();
        channel.addReturnListener(message -> returned.set(true));
        channel.confirmSelect();
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(sent.id())
                .contentType("application/json")
                .deliveryMode(PERSISTENT)
                .build();
        List<Invoice.Line> items = lines.stream()
                .map(line -> new Invoice.Line(line.sku(), line.quantity()))
                .toList();
        channel.basicPublish(ordersExchange, sent.routingKey(), true, properties, sent.body(items));
        channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        return !returned.get();
    }

    private @Nullable Delivery answerTo(ShopEvent sent) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
        for (; ; ) {
            Delivery answer = answers.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (answer == null || sent.id().equals(answer.getProperties().getCorrelationId())) return answer;
        }
    }
}
