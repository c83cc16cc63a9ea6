package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Callers' transactions, half of them aborted, beside plain orders on the same stocks. */
@Timeout(60)
class CallerTransactionRaceTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private static final int CALLERS = 3;
    private static final int ORDERS = 30;
    private static final int UNITS = 40;

    private final Names names = new Names();
    private final List<Sku> skus = List.of(names.sku("p"), names.sku("q"), names.sku("r"));

    /** Each form of the statements with one engine. */
    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2).filter(form -> form.groupCommit() == form.portable());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyUnitIsSoldOnce(StoreForm form) {
        try (JdbiInventory inventory = form.open()) {
            for (Sku sku : skus) inventory.create(sku, UNITS, names.request());
            List<CompletableFuture<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String caller = "" + i;
                callers.add(Callers.async(() -> sellWithin(form, inventory, "within-" + caller)));
                callers.add(Callers.async(() -> sellPlainly(inventory, "plain-" + caller)));
            }
            int sold = 0;
            for (CompletableFuture<Integer> caller : callers) sold += caller.join();

            assertThat(sold).isEqualTo(UNITS);
            for (Sku sku : skus) assertThat(inventory.stock(sku).available()).isZero();
            LedgerProof.assertProves(inventory, skus);
        }
        assertThat(LedgerVerification.findings(form.database().dataSource())).isEmpty();
    }

    /** Every second order is given up by its caller; returns how many were sold. */
    private int sellWithin(StoreForm form, JdbiInventory inventory, String caller) throws SQLException {
        int sold = 0;
        try (Connection own = form.database().dataSource().getConnection()) {
            own.setAutoCommit(false);
            for (int i = 0; i < ORDERS; ) {
                DeductOutcome outcome;
                try {
                    outcome = inventory.within(own).execute(order(caller + "-" + i));
                } catch (UnavailableException e) {
                    own.rollback();
                    continue;
                }
                if (i % 2 == 0) own.rollback();
                else own.commit();
                if (i % 2 == 1 && outcome instanceof Deducted) sold++;
                i++;
            }
        }
        return sold;
    }

    private int sellPlainly(JdbiInventory inventory, String caller) {
        int sold = 0;
        for (int i = 0; i < ORDERS; i++) if (inventory.execute(order(caller + "-" + i)) instanceof Deducted) sold++;
        return sold;
    }

    private Deduct order(String id) {
        return new Deduct(
                names.order(id), skus.stream().map(sku -> new OrderLine(sku, 1)).toList());
    }
}
