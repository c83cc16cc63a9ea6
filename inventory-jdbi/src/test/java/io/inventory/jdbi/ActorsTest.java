package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.inventory.Actor;
import io.inventory.AdjustStock;
import io.inventory.Command;
import io.inventory.Deduct;
import io.inventory.InternalErrorException;
import io.inventory.LedgerEntry;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gave the commands of one transaction, and names that the inventory did not write. */
@Timeout(60)
@ExpectedLog(Failures.class)
class ActorsTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void eachEntryOfATransactionHasTheActorOfItsOwnCommand(StoreForm form) throws SQLException {
        try (JdbiInventory inventory = form.open();
                Connection connection = form.database().dataSource().getConnection()) {
            inventory.create(sku, 10, names.request());
            connection.setAutoCommit(false);
            List<Command<?>> commands = List.of(
                    new AdjustStock(sku, 1, "found", names.request()).by(new Actor("alice")),
                    new Deduct(names.order("1"), List.of(new OrderLine(sku, 2))),
                    new AdjustStock(sku, 3, "found", names.request()),
                    new AdjustStock(sku, 4, "found", names.request()).by(new Actor("bob")));
            inventory.within(connection).executeAll(commands).forEach(CommandResult::outcome);
            connection.commit();

            assertThat(LedgerProof.entries(inventory, sku))
                    .extracting(LedgerEntry::change, entry -> entry.actor().value())
                    .containsExactly(
                            tuple(10L, ""), tuple(1L, "alice"), tuple(-2L, ""), tuple(3L, ""), tuple(4L, "bob"));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aNameThatIsNoneFailsThePageAndIsNamed(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            inventory.create(sku, 10, names.request());
            SqlObjects.on(form.database().dataSource())
                    .useHandle(handle ->
                            handle.execute("update inventory_logs set actor = ' x' where sku_id = ?", sku.value()));

            assertThatThrownBy(() -> LedgerProof.entries(inventory, sku))
                    .isInstanceOf(InternalErrorException.class)
                    .hasMessage("ledger entry 1 of SKU " + sku
                            + " has an actor that this version cannot read:"
                            + " actor must not begin or end with white space");
        }
    }
}
