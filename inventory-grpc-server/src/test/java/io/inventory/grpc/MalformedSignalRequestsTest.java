package io.inventory.grpc;

import static io.inventory.grpc.BadRequests.assertBad;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.v1.ListSignalsRequest;
import io.inventory.v1.WatchSignalsRequest;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Malformed requests about signals: every bad field is named. */
@Timeout(60)
class MalformedSignalRequestsTest {
    /** Almost what the feed gives; and 7, which a feed without signals has not given yet. */
    private static final List<String> NOT_GIVEN = List.of(
            "-1",
            "+0",
            "00",
            "0x0",
            " 0",
            "0 ",
            "1.0",
            "\u0661",
            "9223372036854775807",
            "9223372036854775808",
            "A",
            "7");

    @AutoClose
    private static final ServerFixture SERVER = ServerFixture.inMemory();

    @Test
    void aTokenThatNoSignalCameWithIsNamed() {
        for (String token : NOT_GIVEN) {
            assertBad(() -> list(token, 1), "resume_token");
            assertBad(() -> watch(token), "resume_token");
        }
    }

    @Test
    void noTokenIsNotOneToGoOnAfter() {
        assertBad(() -> watch(""), "resume_token");
        assertThat(SERVER.orders()
                        .listSignals(ListSignalsRequest.getDefaultInstance())
                        .getNewestResumeToken())
                .isEqualTo("0");
    }

    @Test
    void aPageSizeOutOfRangeIsNamedBesideTheToken() {
        for (int size : new int[] {-1, 1_001}) assertBad(() -> list("A", size), "resume_token", "page_size");
    }

    private static void list(String token, int pageSize) {
        var unused = SERVER.orders()
                .listSignals(ListSignalsRequest.newBuilder()
                        .setResumeToken(token)
                        .setPageSize(pageSize)
                        .build());
    }

    private static void watch(String token) {
        SERVER.orders()
                .watchSignals(
                        WatchSignalsRequest.newBuilder().setResumeToken(token).build())
                .next();
    }
}
