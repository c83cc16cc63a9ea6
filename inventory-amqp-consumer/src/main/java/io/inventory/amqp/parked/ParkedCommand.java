package io.inventory.amqp.parked;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.amqp.broker.BrokerOptions;
import io.inventory.amqp.message.Printable;
import io.inventory.amqp.message.Republication;
import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands for parked messages. */
@Command(
        name = "parked",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, shows, requeues or drops parked messages.")
public final class ParkedCommand {
    private static final int BODY_CHARS_SHOWN_MAX = 65_536;

    private final BrokerOptions broker;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * A subcommand of a process that consumes.
     *
     * @param broker the options of that process
     */
    public ParkedCommand(BrokerOptions broker) {
        this.broker = broker;
    }

    /** How many messages are looked at. */
    static final class Limit {
        @Option(
                names = "--max",
                paramLabel = "N",
                defaultValue = "10000",
                description = "Looks at the first N messages only. Default: ${DEFAULT-VALUE}")
        private int max;
    }

    /** Which messages. */
    static final class Choice {
        @Option(names = "--all", required = true, description = "All of them.")
        private boolean all;

        @Option(names = "--reason", required = true, paramLabel = "REASON", description = "All with that reason.")
        private String reason = "";

        @Parameters(paramLabel = "ID", arity = "1..*", description = "Those with these ids.")
        private List<String> ids = List.of();

        Predicate<ParkedMessage> chosen() {
            Set<String> wanted = ids == null ? Set.of() : Set.copyOf(ids);
            return message -> all || message.reason().equals(reason) || wanted.contains(message.id());
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists parked messages, and counts them by reason.")
    int list(@Mixin Limit limit) {
        PrintWriter out = out();
        Map<String, Integer> counts = new TreeMap<>();
        int total = onBroker(parked -> parked.visit(limit.max, (message, properties, body) -> {
            counts.merge(message.reason(), 1, Integer::sum);
            out.printf(
                    "%s  %-24.24s  %s  %s  %s  %s%n",
                    message.id(),
                    message.parkedAt().isEmpty() ? "-" : message.parkedAt(),
                    Printable.of(message.reason()),
                    Printable.of(message.routingKey()),
                    Printable.of(message.messageId()),
                    Printable.of(message.detail()));
        }));
        counts.forEach((reason, count) -> out.printf("%6d %s%n", count, Printable.of(reason)));
        out.printf("%6d %s%n", total, total < limit.max ? "in all" : "were looked at; --max=N looks at more");
        return CommandLine.ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Shows parked messages whole.")
    int show(@Mixin Limit limit, @ArgGroup(multiplicity = "1") Choice choice) {
        int[] count = {0};
        onBroker(parked -> parked.visit(limit.max, (message, properties, body) -> {
            if (!choice.chosen().test(message)) return;
            count[0]++;
            print(message, properties, body);
        }));
        return report(count[0], "shown");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Sends parked messages back into the orders queue, to be tried from the start.")
    int requeue(@Mixin Limit limit, @ArgGroup(multiplicity = "1") Choice choice) {
        return report(onBroker(parked -> parked.requeue(limit.max, choice.chosen())), "requeued");
    }

    @Command(mixinStandardHelpOptions = true, description = "Deletes parked messages.")
    int drop(@Mixin Limit limit, @ArgGroup(multiplicity = "1") Choice choice) {
        return report(onBroker(parked -> parked.drop(limit.max, choice.chosen())), "dropped");
    }

    private int report(int count, String done) {
        out().println(count + (count == 1 ? " message " : " messages ") + done);
        return count == 0 ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private void print(ParkedMessage message, BasicProperties properties, byte[] body) {
        PrintWriter out = out();
        out.println("id            " + message.id());
        out.println("reason        " + Printable.of(message.reason()));
        out.println("detail        " + Printable.of(message.detail(), Republication.DETAIL_CHARS_MAX));
        out.println("parked at     " + Printable.of(message.parkedAt()));
        out.println("routing key   " + Printable.of(message.routingKey()));
        out.println("message id    " + Printable.of(message.messageId()));
        out.println("type          " + Printable.of(String.valueOf(properties.getType())));
        out.println("content type  " + Printable.of(String.valueOf(properties.getContentType())));
        out.println("timestamp     "
                + (properties.getTimestamp() == null
                        ? "null"
                        : properties.getTimestamp().toInstant()));
        out.println("headers       " + Printable.of(String.valueOf(properties.getHeaders())));
        out.println("body          " + message.bodyBytes() + " bytes");
        out.println(Printable.of(new String(body, StandardCharsets.UTF_8), BODY_CHARS_SHOWN_MAX));
        out.println();
    }

    /** Counts messages on a connection of its own; whatever the broker refuses is said in a line. */
    private int onBroker(Work work) {
        try (Connection connection = broker.broker().newConnection("inventory-consumer, parked messages")) {
            return work.count(new ParkedMessages(connection, broker.topology()));
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new SetupException("RabbitMQ failed (" + broker + "): " + Printable.cause(e), e);
        }
    }

    private interface Work {
        int count(ParkedMessages parked) throws IOException, TimeoutException;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
