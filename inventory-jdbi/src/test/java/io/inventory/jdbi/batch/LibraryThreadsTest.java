package io.inventory.jdbi.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.GetStock;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.thread.LibraryThread;
import io.inventory.jdbi.thread.NamedThreads;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What continuations leave on a thread, and whose thread it is. */
@Timeout(60)
@ExpectedLog({GuardedWork.class, NamedThreads.class})
class LibraryThreadsTest {
    private static final GetStock GET = new GetStock(new Sku("S"));
    private static final Stock STOCK = new Stock(new Sku("S"), 1, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH);

    private final Completions direct = new Completions(Runnable::run);

    /** Completes two futures whose continuations are interrupted, and says whether they were before. */
    private List<Boolean> completeTwo() {
        List<Boolean> interrupted = new ArrayList<>();
        List<Waiting<GetStock>> requests = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Stock> answer = new CompletableFuture<>();
            var unused = answer.thenRun(() -> {
                interrupted.add(Thread.currentThread().isInterrupted());
                Thread.currentThread().interrupt();
            });
            requests.add(new Waiting<>(GET, 1, answer));
        }
        direct.complete(requests, Collections.nCopies(2, new Verdict.Outcome<>(STOCK)));
        return interrupted;
    }

    @Test
    void anInterruptLeftOnAThreadOfTheLibraryMeetsNotTheNextContinuation() {
        assertThat(LibraryThread.await(this::completeTwo)).containsExactly(false, false);
    }

    @Test
    void theInterruptOfACallersThreadIsTheCallers() {
        Thread.currentThread().interrupt();
        assertThat(completeTwo()).containsExactly(true, true);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anUndeclaredExceptionOfWorkReachesWhoWaitsForIt() {
        CompletableFuture<?> call = CompletableFuture.runAsync(() -> LibraryThread.await(() -> {
            throw LibraryThreadsTest.<RuntimeException>undeclared(new IOException("why"));
        }));
        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS)).hasRootCauseMessage("why");
    }

    @Test
    void aBatchWhoseWorkThrowsAnUndeclaredExceptionIsAnswered() {
        Duration patience = Duration.ofSeconds(20);
        BatchQueue<GetStock> queue =
                new BatchQueue<>("test", new QueueLimits(1, 1, 1, 10, 10, patience, patience), direct, batch -> {
                    throw LibraryThreadsTest.<RuntimeException>undeclared(new IOException("why"));
                });
        for (int i = 0; i < 5; i++)
            assertThatThrownBy(() -> queue.submit(GET, 1).get(20, TimeUnit.SECONDS))
                    .hasRootCauseMessage("why");
        queue.stop();
        queue.awaitEnd(System.nanoTime() + patience.toNanos());
    }

    @Test
    void aCallerThatCarriesOutItsOwnRequestIsAThreadOfTheQueue() {
        Duration patience = Duration.ofSeconds(20);
        AtomicReference<@Nullable BatchQueue<GetStock>> self = new AtomicReference<>();
        AtomicReference<Boolean> isOwn = new AtomicReference<>(false);
        BatchQueue<GetStock> queue =
                new BatchQueue<>("test", new QueueLimits(1, 1, 1, 10, 10, patience, patience), direct, batch -> {
                    isOwn.set(Objects.requireNonNull(self.get()).isOwnThread());
                    return Collections.nCopies(batch.size(), new Verdict.Outcome<>(STOCK));
                });
        self.set(queue);
        assertThat(queue.<Stock>executeAlone(GET, 1, new BlockedCaller<>())).isEqualTo(STOCK);
        assertThat(isOwn.get()).isTrue();
        assertThat(queue.isOwnThread()).isFalse();
        queue.stop();
        queue.awaitEnd(System.nanoTime() + patience.toNanos());
    }

    /** As when the system runs out of memory. */
    @Test
    void threadsThatErrorsEndedMakeRoomForOthers() throws Exception {
        Completions completions = new Completions(null);
        for (int i = 0; i < ContinuationThreads.THREADS_MAX + 50; i++)
            complete(completions, new CompletableFuture<>() {
                @Override
                public boolean complete(Stock stock) {
                    throw new AssertionError("expected");
                }
            });
        CompletableFuture<Stock> good = new CompletableFuture<>();
        complete(completions, good);
        assertThat(good.get(20, TimeUnit.SECONDS)).isEqualTo(STOCK);
        completions.close(System.nanoTime());
    }

    private static void complete(Completions completions, CompletableFuture<Stock> answer) {
        completions.complete(List.of(new Waiting<>(GET, 1, answer)), List.of(new Verdict.Outcome<>(STOCK)));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException undeclared(Throwable failure) throws E {
        throw (E) failure;
    }
}
