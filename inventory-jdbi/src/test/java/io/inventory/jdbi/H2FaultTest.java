package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An embedded database whose process is killed, or that two processes want. */
@Timeout(120)
class H2FaultTest {
    private static final int KILLS = 3;
    private static final int ORDERS_BEFORE_KILL = 150;

    @TempDir
    private Path folder;

    @Test
    void aKilledProcessLosesNoOrderThatItAnsweredAndKeepsOthersOutWhileItRuns() throws Exception {
        StoreSettings settings = StoreSettings.of("jdbc:h2:file:" + folder.resolve("inventory"), "sa", "");
        List<String> answered = new ArrayList<>();
        for (int run = 0; run < KILLS; run++) {
            Process seller = start(settings.url(), run);
            try (BufferedReader answers = seller.inputReader(StandardCharsets.UTF_8)) {
                readAnswers(answers, answered, answered.size() + ORDERS_BEFORE_KILL);
                if (run == 0)
                    assertThatThrownBy(() -> StorePool.open(settings))
                            .isInstanceOf(StoreSetupException.class)
                            .hasMessageContaining("in use by another process")
                            .hasMessageNotContaining("\n");
                seller.toHandle().destroyForcibly();
                readAnswers(answers, answered, Integer.MAX_VALUE);
            } finally {
                seller.toHandle().destroyForcibly();
                seller.waitFor(10, TimeUnit.SECONDS);
            }
        }
        try (StorePool pool = StorePool.open(settings);
                Inventory inventory = JdbiInventory.builder(pool).build()) {
            assertThat(answered).hasSizeGreaterThanOrEqualTo(KILLS * ORDERS_BEFORE_KILL);
            for (String order : answered)
                assertThat(inventory.order(new OrderId(order)).status())
                        .as("order %s, which was answered", order)
                        .isEqualTo(OrderStatus.DEDUCTED);
            LedgerProof.assertProves(inventory, List.of(new Sku(H2Seller.SKU)));
            assertThat(LedgerVerification.findings(pool.dataSource())).isEmpty();
        }
    }

    /** Until there are {@code enough}, or the process has ended. */
    private static void readAnswers(BufferedReader lines, List<String> answered, int enough) throws IOException {
        while (answered.size() < enough) {
            String line = lines.readLine();
            if (line == null) return;
            if (line.endsWith(H2Seller.ANSWERED)) answered.add(line.substring(0, line.indexOf(' ')));
        }
    }

    private static Process start(String url, int run) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), H2Seller.class.getName(), url, "run-" + run)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
