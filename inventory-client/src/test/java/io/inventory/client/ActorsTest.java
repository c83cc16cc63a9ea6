package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Actor;
import io.inventory.AdjustStock;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.Expire;
import io.inventory.InvalidRequestException;
import io.inventory.Inventory;
import io.inventory.OperatorCommand;
import io.inventory.OrderId;
import io.inventory.RequestId;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client can't say who gives a command: its server knows. */
@Timeout(60)
class ActorsTest {
    private static final RequestId REQUEST = new RequestId("r");

    static List<OperatorCommand<?>> commands() {
        return List.of(
                new CreateStock(Clients.SKU, 1, REQUEST),
                new AdjustStock(Clients.SKU, 1, "found", REQUEST),
                new SetStock(Clients.SKU, 1, "counted", REQUEST),
                new CountStock(Clients.SKU, 1, Instant.EPOCH, "counted", REQUEST),
                new SetStockPolicy(Clients.SKU, 1, 1, REQUEST),
                new Expire(new OrderId("o")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aNameThatTheLedgerWouldNotHaveIsRefused(OperatorCommand<?> command) throws Exception {
        try (TestServer server = new TestServer(call -> {});
                Inventory client = Clients.patient(server)) {
            assertThat(Clients.failure(client, command.by(new Actor("alice"))))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("actor must be left out: the server names whom it has authenticated, not 'alice'");
            assertThat(server.calls()).isZero();
        }
    }
}
