package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Code;
import io.grpc.Status;
import io.inventory.ConfirmOutcome;
import io.inventory.DeductOutcome;
import io.inventory.Expire;
import io.inventory.ExpireOutcome;
import io.inventory.Extend;
import io.inventory.ExtendOutcome;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.RollbackOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands of one order are carried out in the order of their calls, whatever is sent again. */
@Timeout(60)
class StreamOrderTest {
    @Test
    void aCommandIsSentWhenTheOneBeforeItIsAnswered() throws Exception {
        try (StreamServer server = holding(command -> command.toString().equals("deduct a"));
                Inventory client = server.client().build()) {
            CompletableFuture<DeductOutcome> deducted = client.submit(Clients.deduct("a"));
            CompletableFuture<ConfirmOutcome> confirmed = client.submit(Clients.confirm("a"));
            CompletableFuture<RollbackOutcome> rolledBack = client.submit(Clients.rollback("a"));
            assertThat(client.submit(Clients.deduct("b"))).as("another order").succeedsWithin(Clients.PATIENCE);
            assertThat(server.received()).hasToString("[deduct a, deduct b]");

            server.received().get(0).answer();
            assertThat(rolledBack).succeedsWithin(Clients.PATIENCE);
            assertThat(deducted).succeedsWithin(Clients.PATIENCE);
            assertThat(confirmed).succeedsWithin(Clients.PATIENCE);
            assertThat(server.received()).hasToString("[deduct a, deduct b, confirm a, rollback a]");
        }
    }

    @Test
    void anExtensionIsSentInItsTurn() throws Exception {
        try (StreamServer server = holding(command -> command.toString().equals("deduct a"));
                Inventory client = server.client().build()) {
            CompletableFuture<DeductOutcome> deducted = client.submit(Clients.deduct("a"));
            CompletableFuture<ExtendOutcome> extended =
                    client.submit(new Extend(new OrderId("a"), Duration.ofMinutes(1)));
            CompletableFuture<ConfirmOutcome> confirmed = client.submit(Clients.confirm("a"));
            assertThat(client.submit(Clients.deduct("b"))).as("another order").succeedsWithin(Clients.PATIENCE);
            server.received().get(0).answer();
            assertThat(confirmed).succeedsWithin(Clients.PATIENCE);
            assertThat(deducted).succeedsWithin(Clients.PATIENCE);
            assertThat(extended).succeedsWithin(Clients.PATIENCE).isInstanceOf(ExtendOutcome.Extended.class);
            assertThat(server.received()).hasToString("[deduct a, deduct b, extend a, confirm a]");
        }
    }

    @Test
    void anOperatorsCommandIsACallOfItsOwnInItsTurn() throws Exception {
        List<String> before = new CopyOnWriteArrayList<>();
        CompletableFuture<StreamServer> running = new CompletableFuture<>();
        Runnable alone = () -> before.add(running.join().received().toString());
        try (StreamServer server = new StreamServer(
                        command -> {
                            if (!command.toString().equals("deduct a")) command.answer();
                        },
                        alone,
                        1 << 20);
                Inventory client = server.client().build()) {
            running.complete(server);
            CompletableFuture<DeductOutcome> deducted = client.submit(Clients.deduct("a"));
            CompletableFuture<ExpireOutcome> expired = client.submit(new Expire(new OrderId("a")));
            CompletableFuture<ConfirmOutcome> confirmed = client.submit(Clients.confirm("a"));
            assertThat(client.submit(Clients.deduct("b"))).as("another order").succeedsWithin(Clients.PATIENCE);
            server.received().get(0).answer();
            assertThat(confirmed).succeedsWithin(Clients.PATIENCE);
            assertThat(deducted).succeedsWithin(Clients.PATIENCE);
            assertThat(expired)
                    .succeedsWithin(Clients.PATIENCE)
                    .isEqualTo(new ExpireOutcome.Expired(new OrderId("a"), false));
            assertThat(before).containsExactly("[deduct a, deduct b]");
            assertThat(server.received()).hasToString("[deduct a, deduct b, confirm a]");
        }
    }

    @Test
    void whatIsSentAgainStaysAheadOfItsSuccessors() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (StreamServer server = new StreamServer(command -> {
                    if (seen.add(command.toString()))
                        command.fail(StreamServer.error(Code.RESOURCE_EXHAUSTED, "OVERLOADED", 20));
                    else command.answer();
                });
                Inventory client = server.client().build()) {
            CompletableFuture<DeductOutcome> deducted = client.submit(Clients.deduct("a"));
            CompletableFuture<ConfirmOutcome> confirmed = client.submit(Clients.confirm("a"));
            assertThat(client.submit(Clients.rollback("a"))).succeedsWithin(Clients.PATIENCE);
            assertThat(deducted).succeedsWithin(Clients.PATIENCE);
            assertThat(confirmed).succeedsWithin(Clients.PATIENCE);
            assertThat(server.received())
                    .hasToString("[deduct a, deduct a, confirm a, confirm a, rollback a, rollback a]");
        }
    }

    @Test
    void aSuccessorOfWhatFailsIsSentAllTheSame() throws Exception {
        try (StreamServer server = new StreamServer(command -> {
                    if (command.toString().equals("deduct a"))
                        command.fail(StreamServer.error(Code.NOT_FOUND, "SKU_NOT_FOUND", 0));
                    else command.answer();
                });
                Inventory client = server.client().build()) {
            CompletableFuture<DeductOutcome> deducted = client.submit(Clients.deduct("a"));
            assertThat(client.submit(Clients.rollback("a"))).succeedsWithin(Clients.PATIENCE);
            assertThat(deducted).failsWithin(Clients.PATIENCE);
        }
    }

    @Test
    void whatIsGivenUpLetsItsSuccessorGo() throws Exception {
        try (StreamServer server = holding(command -> command.toString().startsWith("deduct"));
                Inventory client = server.client().build()) {
            CompletableFuture<DeductOutcome> sent = client.submit(Clients.deduct("a"));
            CompletableFuture<ConfirmOutcome> waiting = client.submit(Clients.confirm("a"));
            CompletableFuture<RollbackOutcome> last = client.submit(Clients.rollback("a"));
            await().until(() -> server.received().size() == 1);

            waiting.cancel(true);
            assertThat(client.submit(Clients.confirm("b"))).succeedsWithin(Clients.PATIENCE);
            assertThat(server.received()).as("still behind the first").hasToString("[deduct a, confirm b]");
            sent.cancel(true);
            assertThat(last).succeedsWithin(Clients.PATIENCE);
            assertThat(server.received()).hasToString("[deduct a, confirm b, rollback a]");
        }
    }

    @Test
    void whatIsPastItsDeadlineLetsItsSuccessorGo() throws Exception {
        Executor inTheMeantime = CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS);
        try (StreamServer server = holding(command -> command.toString().startsWith("deduct"));
                Inventory client =
                        server.client().deadline(Duration.ofMillis(1_500)).build()) {
            CompletableFuture<DeductOutcome> deducted = client.submit(Clients.deduct("a"));
            RollbackOutcome rolledBack = CompletableFuture.supplyAsync(
                            () -> client.execute(Clients.rollback("a")), inTheMeantime)
                    .join();
            assertThat(rolledBack).isInstanceOf(RollbackOutcome.NothingToRollBack.class);
            assertThat(deducted).failsWithin(Clients.PATIENCE);
        }
    }

    @Test
    void aContinuationMayAskForTheSameOrderAndWait() throws Exception {
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                Inventory client = server.client().build()) {
            CompletableFuture<RollbackOutcome> last = client.submit(Clients.deduct("a"))
                    .thenApply(deducted -> client.execute(Clients.confirm("a")))
                    .thenApply(confirmed -> client.execute(Clients.rollback("a")));
            assertThat(last).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    /** One command in ten fails for a passing reason, and one in fifty breaks the stream. */
    @Test
    void theOrderIsKeptOverBrokenStreamsAndFailures() throws Exception {
        int orders = 300;
        Random random = new Random(7);
        Set<String> carriedOut = ConcurrentHashMap.newKeySet();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (StreamServer server = new StreamServer(command -> {
                    int dice = random.nextInt(100);
                    if (dice < 10) command.fail(StreamServer.error(Code.UNAVAILABLE, "UNAVAILABLE", 1));
                    else if (carriedOut.add(command.toString())) order.add(command.toString());
                    if (dice >= 10 && dice < 12) command.endStream(Status.UNAVAILABLE.asRuntimeException());
                    else if (dice >= 12) command.answer();
                });
                Inventory client = server.client().build()) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < orders; i++) {
                answers.add(client.submit(Clients.deduct("o" + i)));
                answers.add(client.submit(Clients.confirm("o" + i)));
                answers.add(client.submit(Clients.rollback("o" + i)));
            }
            await().atMost(Clients.PATIENCE).until(() -> answers.stream().allMatch(CompletableFuture::isDone));
            assertThat(order).hasSizeGreaterThan(orders);
            for (int i = 0; i < orders; i++) {
                String id = " o" + i;
                List<String> ofOne =
                        order.stream().filter(entry -> entry.endsWith(id)).toList();
                assertThat(List.of("deduct" + id, "confirm" + id, "rollback" + id).stream()
                                .filter(ofOne::contains))
                        .as("those that were carried out")
                        .containsExactlyElementsOf(ofOne);
            }
        }
    }

    private static StreamServer holding(Predicate<StreamServer.Command> held) throws Exception {
        return new StreamServer(command -> {
            if (!held.test(command)) command.answer();
        });
    }
}
