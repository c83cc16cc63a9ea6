package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a stream sends again, how often and when: the same as single calls. */
@Timeout(60)
class StreamRetriesTest {
    @Test
    void whatStaysOverloadedIsSentAFewTimesOnly() throws Exception {
        try (StreamServer server = overloaded(10);
                Inventory client = server.client().build()) {
            InventoryException failure = Clients.failure(client, Clients.deduct("a"));
            assertThat(failure.reason()).isEqualTo(ErrorReason.OVERLOADED);
            assertThat(failure).hasMessage("as it is");
            assertThat(server.received()).hasSize(InventoryClient.ATTEMPTS_MAX);
        }
    }

    @Test
    void retriesCanBeSwitchedOff() throws Exception {
        try (StreamServer server = overloaded(10);
                Inventory client = server.client().retries(false).build()) {
            assertThat(Clients.failure(client, Clients.deduct("a")).reason()).isEqualTo(ErrorReason.OVERLOADED);
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void theServersPauseIsKept() throws Exception {
        try (StreamServer server = overloaded(300);
                Inventory client = server.client().build()) {
            Clients.failure(client, Clients.deduct("a"));
            assertThat(pausesMillis(server)).hasSize(3).allMatch(pause -> pause >= 300);
        }
    }

    @Test
    void whereTheServerAsksForNoneThePausesGrow() throws Exception {
        try (StreamServer server = overloaded(0);
                Inventory client = server.client().build()) {
            Clients.failure(client, Clients.deduct("a"));
            List<Long> pauses = pausesMillis(server);
            assertThat(pauses).hasSize(3);
            assertThat(pauses.get(0)).isGreaterThanOrEqualTo(40);
            assertThat(pauses.get(1)).isGreaterThanOrEqualTo(80);
            assertThat(pauses.get(2)).isGreaterThanOrEqualTo(160);
        }
    }

    @Test
    void aPauseBeyondTheDeadlineIsNotWaitedFor() throws Exception {
        try (StreamServer server = overloaded(60_000);
                Inventory client = server.client().build()) {
            long start = System.nanoTime();
            assertThat(Clients.failure(client, Clients.deduct("a")).reason()).isEqualTo(ErrorReason.OVERLOADED);
            assertThat(Clients.millisSince(start)).isLessThan(10_000);
        }
    }

    @Test
    void whatCannotSucceedIsSentOnce() throws Exception {
        try (StreamServer server = new StreamServer(
                        command -> command.fail(StreamServer.error(Code.NOT_FOUND, "ORDER_NOT_FOUND", 0)));
                Inventory client = server.client().build()) {
            assertThat(Clients.failure(client, Clients.confirm("a")).reason()).isEqualTo(ErrorReason.ORDER_NOT_FOUND);
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void whenEverythingFailsRetriesStop() throws Exception {
        try (StreamServer server = overloaded(1);
                Inventory client = server.client().build()) {
            List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) answers.add(client.submit(Clients.deduct("a" + i)));
            assertThat(answers).allSatisfy(answer -> assertThat(answer).failsWithin(Clients.PATIENCE));
            // 50 failures use up the allowance
            assertThat(server.received()).hasSizeBetween(501, 600);
        }
    }

    @Test
    void whatBreaksEveryStreamIsSentAFewTimesOnly() throws Exception {
        try (StreamServer server = breaking(new Metadata());
                Inventory client = server.client().build()) {
            assertThat(Clients.failure(client, Clients.deduct("a")).reason()).isEqualTo(ErrorReason.UNAVAILABLE);
            assertThat(server.received()).hasSize(InventoryClient.ATTEMPTS_MAX);
            assertThat(server.streams()).isEqualTo(InventoryClient.ATTEMPTS_MAX);
        }
    }

    @Test
    void aBrokenStreamsCommandsAreNotSentAgainWhereRetriesAreSwitchedOff() throws Exception {
        try (StreamServer server = breaking(new Metadata());
                Inventory client = server.client().retries(false).build()) {
            assertThat(Clients.failure(client, Clients.deduct("a")).reason()).isEqualTo(ErrorReason.UNAVAILABLE);
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void aStreamIsOpenedAnewWhenTheServerAsksForIt() throws Exception {
        try (StreamServer server = breaking(pushback("500"));
                Inventory client = server.client().build()) {
            Clients.failure(client, Clients.deduct("a"));
            assertThat(pausesMillis(server)).hasSize(3).allMatch(pause -> pause >= 500);
        }
    }

    @Test
    void aServerMayForbidToSendAgain() throws Exception {
        try (StreamServer server = breaking(pushback("-1"));
                Inventory client = server.client().build()) {
            Clients.failure(client, Clients.deduct("a"));
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void whatWasNotSentYetGoesOnTheNextStream() throws Exception {
        try (StreamServer server = new StreamServer(command -> {
                    if (command.stream() > 1) command.answer();
                    else command.endStream(Status.UNAVAILABLE.asRuntimeException());
                });
                Inventory client = server.client().retries(false).build()) {
            // of one order: the second waits for the first
            CompletableFuture<DeductOutcome> first = client.submit(Clients.deduct("a"));
            CompletableFuture<?> second = client.submit(Clients.confirm("a"));
            assertThat(first).failsWithin(Clients.PATIENCE);
            assertThat(second).succeedsWithin(Clients.PATIENCE);
            assertThat(server.received()).hasToString("[deduct a, confirm a]");
        }
    }

    @Test
    void aServerThatCannotBeReachedIsReportedAtOnceWhereRetriesAreSwitchedOff() throws Exception {
        try (Inventory client = InventoryClient.builder("127.0.0.1:" + Clients.freePort())
                .deadline(Clients.PATIENCE)
                .streaming(true)
                .retries(false)
                .build()) {
            long start = System.nanoTime();
            assertThat(Clients.failure(client, Clients.deduct("a")))
                    .hasMessageStartingWith("inventory service unavailable")
                    .hasMessageContaining("cannot be reached");
            assertThat(Clients.millisSince(start)).isLessThan(10_000);
        }
    }

    @Test
    void theStreamOutlivesTheCallInWhichItWasOpened() throws Exception {
        try (StreamServer server = new StreamServer(StreamServer.Command::answer);
                Inventory client = server.client().build()) {
            Context.CancellableContext incoming = Context.current().withCancellation();
            incoming.run(() -> client.execute(Clients.deduct("a")));
            incoming.cancel(null);
            assertThat(client.execute(Clients.deduct("b"))).isInstanceOf(Deducted.class);
            assertThat(server.streams()).isEqualTo(1);
        }
    }

    private static StreamServer overloaded(int pauseMillis) throws Exception {
        return new StreamServer(
                command -> command.fail(StreamServer.error(Code.RESOURCE_EXHAUSTED, "OVERLOADED", pauseMillis)));
    }

    private static StreamServer breaking(Metadata trailers) throws Exception {
        return new StreamServer(command -> command.endStream(Status.UNAVAILABLE.asRuntimeException(trailers)));
    }

    private static Metadata pushback(String value) {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), value);
        return trailers;
    }

    /** Between one time that the only command came and the next. */
    private static List<Long> pausesMillis(StreamServer server) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < server.received().size(); i++)
            pauses.add(TimeUnit.NANOSECONDS.toMillis(server.received().get(i).nanos()
                    - server.received().get(i - 1).nanos()));
        return pauses;
    }
}
