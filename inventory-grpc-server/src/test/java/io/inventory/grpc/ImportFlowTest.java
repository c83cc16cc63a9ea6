package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.inventory.UnavailableException;
import io.inventory.grpc.ScriptedInventory.Asked;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of an import is under way, and what becomes of it when its caller or its server leaves. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, OperatorLog.class, InventoryEndpoint.class})
class ImportFlowTest {
    private static final OpenStreams.Limits PATIENT = new OpenStreams.Limits(8, Duration.ofMinutes(1));

    @Test
    void aCallerWhoReadsNoAnswersIsNotReadFromAndLosesTheStream() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        OpenStreams.Limits impatient = new OpenStreams.Limits(1, Duration.ofMillis(500));
        try (ServerFixture server = ServerFixture.bulk(inventory, new BulkStreams.Limits(impatient, PATIENT))) {
            var caller = BulkCaller.importing(server, false);
            for (int chunk = 0; chunk < 100; chunk++) caller.send(ImportChunks.creates("i", chunk * 256 + 1, 256));
            AtomicInteger taken = new AtomicInteger();
            // answers that fill the windows of stream and connection
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .during(Duration.ofSeconds(2))
                    .until(() -> {
                        int before = taken.get();
                        for (Asked next = inventory.asked().poll();
                                next != null;
                                next = inventory.asked().poll(), taken.incrementAndGet())
                            next.answer().completeExceptionally(UnavailableException.unavailable("x".repeat(2_000)));
                        return taken.get() == before;
                    });
            caller.read(Integer.MAX_VALUE);
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(caller.status().getDescription()).contains("no answer was read for 500 ms");
            assertThat(taken.get()).isBetween(256, 100 * 256 / 4);
        }
    }

    @Test
    void noMoreThanTwoChunksAreTakenWhileNoneIsAnswered() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            var caller = BulkCaller.importing(server, true);
            for (int chunk = 0; chunk < 5; chunk++) caller.send(ImportChunks.creates("i", chunk * 10 + 1, 10));
            Awaitility.await().until(() -> inventory.asked().size() == 20);
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> inventory.asked().size() == 20);
            // the second first: it waits for the one before it
            List<Asked> asked = new ArrayList<>(inventory.asked());
            asked.subList(10, 20).forEach(ImportChunks::answer);
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> caller.received().isEmpty());
            asked.subList(0, 10).forEach(ImportChunks::answer);
            Awaitility.await()
                    .until(() ->
                            caller.received().size() == 2 && inventory.asked().size() == 40);
            caller.cancel();
            Awaitility.await()
                    .until(() -> inventory.asked().stream()
                            .skip(20)
                            .allMatch(left -> left.answer().isCancelled()));
        }
    }

    @Test
    void aStreamThatItsCallerHasLeftIsEndedAndOneMoreThanTheLimitRefused() throws Exception {
        OpenStreams.Limits one = new OpenStreams.Limits(1, Duration.ofMinutes(1), Duration.ofSeconds(2));
        try (ServerFixture server = ServerFixture.bulk(new InMemoryInventory(), new BulkStreams.Limits(one, PATIENT))) {
            var left = BulkCaller.importing(server, true);
            left.send(ImportChunks.creates("i", 1, 1));
            Awaitility.await().until(() -> left.received().size() == 1);
            var second = BulkCaller.importing(server, true);
            assertThat(second.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(second.status().getDescription()).contains("1 imports are open");
            assertThat(left.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(left.status().getDescription()).contains("open another one");
            var third = BulkCaller.importing(server, true);
            third.halfClose();
            assertThat(third.status().getCode()).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void aServerThatStopsAnswersWhatItTook() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            var caller = BulkCaller.importing(server, true);
            caller.send(ImportChunks.creates("i", 1, 3));
            Awaitility.await().until(() -> inventory.asked().size() == 3);
            Thread stop = new Thread(server.endpoint()::close);
            stop.start();
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> !caller.isEnded());
            inventory.asked().forEach(ImportChunks::answer);
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(caller.received()).hasSize(1);
            stop.join();
        }
    }
}
