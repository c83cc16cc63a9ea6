package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.Status;
import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.Inventory;
import io.inventory.v1.GetStockResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What no inventory server of this version says. */
@Timeout(60)
class UnknownAnswersTest {
    @Test
    void aReasonOfANewerServerIsAnInternalErrorWithItsText() throws Exception {
        try (TestServer server = new TestServer(call -> {
                    throw TestServer.status(Code.FAILED_PRECONDITION_VALUE, "MOON_IS_FULL", "the moon is full", 0);
                });
                Inventory client = Clients.patient(server)) {
            assertThat(Clients.failure(client))
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("the moon is full")
                    .hasMessageContaining(server.address());
        }
    }

    @Test
    void aStatusWithoutDetailsIsToldByItsCode() throws Exception {
        List<Status> statuses = List.of(Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED, Status.UNIMPLEMENTED);
        List<ErrorReason> reasons = new ArrayList<>();
        for (Status status : statuses) {
            try (TestServer server = new TestServer(call -> {
                        throw status.asRuntimeException();
                    });
                    Inventory client = InventoryClient.builder(server.address())
                            .retries(false)
                            .build()) {
                reasons.add(Clients.failure(client).reason());
            }
        }
        assertThat(reasons).containsExactly(ErrorReason.UNAVAILABLE, ErrorReason.OVERLOADED, ErrorReason.INTERNAL);
    }

    @Test
    void anAnswerThatCannotBeUnderstoodIsAnInternalError() throws Exception {
        try (TestServer server = new TestServer(call -> {});
                Inventory client = Clients.patient(server)) {
            server.answerWith(GetStockResponse.getDefaultInstance());
            assertThat(Clients.failure(client))
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessageContaining("the answer has no stock");
        }
    }
}
