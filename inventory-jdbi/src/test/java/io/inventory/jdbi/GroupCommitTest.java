package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.jdbi.fault.Failures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of the commands of one batch. */
@ExpectedLog(Failures.class)
class GroupCommitTest extends HeldWriter {
    @Test
    void oneShortOrderDoesNotFailItsBatch() throws SQLException {
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        whileTheWriterWaits(inventory, () -> {
            for (int i = 0; i < 50; i++) answers.add(submit("o" + i, i == 25 ? 1_000 : 1));
        });

        for (int i = 0; i < 50; i++)
            assertThat(answers.get(i).join()).isInstanceOf(i == 25 ? Rejected.class : Deducted.class);
        assertThat(inventory.stock(sku).available()).isEqualTo(51);
        // the gate's order, and then all the others by one commit
        assertThat(commitTimesOf(sku)).hasSize(1 + 1);
    }

    @Test
    void aPoisonedCommandFailsAlone() throws SQLException {
        Sku poisoned = new Sku(prefix + "-poisoned");
        inventory.create(poisoned, 100, new RequestId("create"));
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        try (Connection foreign = DATABASE.dataSource().getConnection()) {
            foreign.setAutoCommit(false);
            whileTheWriterWaits(inventory, () -> {
                lock(foreign, poisoned);
                for (int i = 0; i < 16; i++) answers.add(submit("o" + i, 1));
                answers.add(inventory.submit(
                        new Deduct(new OrderId(prefix + "-poisoned"), List.of(new OrderLine(poisoned, 1)))));
                for (int i = 16; i < 32; i++) answers.add(submit("o" + i, 1));
            });
            assertThatThrownBy(answers.get(16)::join).hasCauseInstanceOf(UnavailableException.class);
            foreign.rollback();
        }

        answers.remove(16);
        for (CompletableFuture<DeductOutcome> answer : answers)
            assertThat(answer.join()).isInstanceOf(Deducted.class);
        assertThat(inventory.stock(sku).available()).isEqualTo(68);
        assertThat(inventory.deduct(new OrderId(prefix + "-poisoned"), List.of(new OrderLine(poisoned, 1))))
                .isEqualTo(new Deducted(new OrderId(prefix + "-poisoned"), false));
    }

    @Test
    void duplicatesInOneBatchApplyOnce() throws SQLException {
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        whileTheWriterWaits(inventory, () -> {
            for (int i = 0; i < 20; i++) answers.add(submit("same", 7));
        });

        OrderId same = new OrderId(prefix + "-same");
        assertThat(answers.get(0).join()).isEqualTo(new Deducted(same, false));
        for (int i = 1; i < 20; i++) assertThat(answers.get(i).join()).isEqualTo(new Deducted(same, true));
        assertThat(inventory.stock(sku).available()).isEqualTo(93);
    }

    @Test
    void theSameOrderInTwoBatchesOfTwoProcessesAppliesOnce() throws SQLException {
        try (JdbiInventory other = inventory(BatchLimits.DEFAULT)) {
            List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
            whileTheWriterWaits(inventory, () -> {
                for (int i = 0; i < 20; i++) {
                    answers.add(submit("o" + i, 1));
                    answers.add(other.submit(order("o" + i, 1)));
                }
            });

            for (int i = 0; i < 40; i += 2)
                assertThat(List.of(answers.get(i).join(), answers.get(i + 1).join()))
                        .containsExactlyInAnyOrder(
                                new Deducted(new OrderId(prefix + "-o" + i / 2), false),
                                new Deducted(new OrderId(prefix + "-o" + i / 2), true));
            assertThat(inventory.stock(sku).available()).isEqualTo(80);
        }
    }

    @Test
    void commandsOfOneBatchAreDecidedInTheOrderInWhichTheyCame() throws SQLException {
        Sku fresh = new Sku(prefix + "-fresh");
        OrderId orderId = new OrderId(prefix + "-o");
        Deduct order = new Deduct(orderId, List.of(new OrderLine(fresh, 3)));
        List<CompletableFuture<?>> answers = new ArrayList<>();
        whileTheWriterWaits(inventory, () -> {
            answers.add(inventory.submit(new CreateStock(fresh, 3, new RequestId("create"))));
            answers.add(inventory.submit(order));
            answers.add(inventory.submit(new Deduct(new OrderId(prefix + "-late"), order.lines())));
            answers.add(inventory.submit(new Rollback(orderId)));
            answers.add(inventory.submit(new Deduct(new OrderId(prefix + "-later"), order.lines())));
        });

        answers.forEach(CompletableFuture::join);
        assertThat(answers.get(1).join()).isInstanceOf(Deducted.class);
        assertThat(answers.get(2).join()).isInstanceOf(Rejected.class);
        assertThat(answers.get(4).join()).isInstanceOf(Deducted.class);
        assertThat(inventory.stock(fresh).version()).isEqualTo(4);
    }

    /** When the ledger entries of a SKU were written: entries of one commit bear one time. */
    private static List<String> commitTimesOf(Sku sku) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select distinct created_at::text from inventory_logs where sku_id = ?")) {
            statement.setString(1, sku.value());
            List<String> times = new ArrayList<>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) times.add(rows.getString(1));
            }
            return times;
        }
    }
}
