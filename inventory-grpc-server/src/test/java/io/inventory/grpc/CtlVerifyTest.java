package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.sql.SqlObjects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** "inventoryctl verify" on a server process with TLS and tokens, and a PostgreSQL that is damaged behind its back. */
@Timeout(180)
class CtlVerifyTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    /** Three SKUs with an entry for their creation and one for an order, three stocks, three orders and their entries, three requests. */
    private static final int ROWS = 6 + 3 + 3 + 3 + 3;

    private static final Pattern GO_ON = Pattern.compile(
            "\\d rows were verified in .* s(?:; .*)?\\. To go on from there: inventoryctl verify --from=(\\S+)");

    @SuppressWarnings("NullAway.Init")
    private static CtlServer ctl;

    @BeforeAll
    static void start() throws IOException {
        ctl = new CtlServer(folder, "--jdbc-url=" + DATABASE.jdbcUrl(), "--jdbc-user=postgres");
        try (InventoryClient orders = ctl.orders()) {
            for (int i = 1; i <= 3; i++) {
                Sku sku = new Sku("SKU-" + i);
                orders.create(sku, 100, new RequestId("opening"));
                orders.deduct(new OrderId("order-" + i), List.of(new OrderLine(sku, 1)));
            }
        }
    }

    @AfterAll
    static void stop() {
        ctl.close();
    }

    @BeforeEach
    void repair() {
        sql("update inventory_stocks set available_stock = 99");
        sql("update inventory_requests set available_after = 100");
        sql("update inventory_logs set available_after = 100 where version = 1");
    }

    private static void sql(String sql) {
        SqlObjects.on(DATABASE.dataSource())
                .useHandle(handle -> assertThat(handle.execute(sql)).isPositive());
    }

    private static void damage() {
        sql("update inventory_stocks set available_stock = 98 where sku_id = 'SKU-2'");
        sql("update inventory_requests set available_after = 7 where sku_id = 'SKU-3'");
    }

    @Test
    void whereAllAgreesItSaysSo() {
        CtlRun seen = ctl.see("verify").ok();
        assertThat(seen.out()).isEmpty();
        assertThat(seen.err()).matches("(?s).*" + ROWS + " rows were verified in \\d+\\.\\d s: all agrees\\.\n");
        CtlRun script = ctl.script("verify", "-o", "json").ok();
        assertThat(script.out()).isEmpty();
        assertThat(script.err()).startsWith(ROWS + " rows were verified in ");
        assertThat(ctl.script("verify", "-o", "csv").ok().out())
                .isEqualTo("kind,sku_id,version,ref_id,expected,found\n");
    }

    @Test
    void aPersonSeesEachContradictionWhole() {
        damage();
        CtlRun seen = ctl.see("verify").fits();
        assertThat(seen.status()).isEqualTo(6);
        assertThat(seen.out()).isEqualTo("""

                        Stock differs
                        SKU               SKU-2
                        VERSION           2
                        ORDER OR REQUEST  -
                        EXPECTED          99 available, 0 reserved
                        FOUND             98 available, 0 reserved

                        Request differs
                        SKU               SKU-3
                        VERSION           1
                        ORDER OR REQUEST  opening
                        EXPECTED          a change by 100 to 100 available, 0 reserved
                        FOUND             a change by 100 to 7 available, 0 reserved
                        """);
        assertThat(seen.err()).endsWith("; 2 contradictions.\n");
    }

    @Test
    void aScriptGetsEachContradictionAsALine() {
        damage();
        CtlRun json = ctl.script("verify", "-o", "json");
        assertThat(json.status()).isEqualTo(6);
        assertThat(json.lines()).hasSize(2);
        assertThat(json.json(0))
                .isEqualTo(Map.of(
                        "kind", "STOCK_DIFFERS",
                        "sku_id", "SKU-2",
                        "version", 2.0,
                        "ref_id", "",
                        "expected", "99 available, 0 reserved",
                        "found", "98 available, 0 reserved"));
        CtlRun csv = ctl.script("verify", "-o", "csv");
        assertThat(csv.status()).isEqualTo(6);
        assertThat(csv.lines())
                .containsExactly(
                        "kind,sku_id,version,ref_id,expected,found",
                        "STOCK_DIFFERS,SKU-2,2,,\"99 available, 0 reserved\",\"98 available, 0 reserved\"",
                        "REQUEST_DIFFERS,SKU-3,1,opening,\"a change by 100 to 100 available, 0 reserved\","
                                + "\"a change by 100 to 7 available, 0 reserved\"");
        assertThat(csv.err()).endsWith("; 2 contradictions.\n");
    }

    @Test
    void whatItIsGivenIsChecked() {
        for (String rate : List.of("0", "1000001", "many"))
            assertThat(ctl.see("verify", "--rate=" + rate).status()).as(rate).isEqualTo(2);
        CtlRun token = ctl.see("verify", "--from=none");
        assertThat(token.status()).isEqualTo(2);
        assertThat(token.err()).contains("resume_token").doesNotContain("go on");
        assertThat(ctl.see("verify", "--from=").status()).isEqualTo(2);
        assertThat(ctl.see("verify", "everything").status()).isEqualTo(2);
        assertThat(ctl.see("verify", "--help").ok().fits().out())
                .contains("--rate")
                .contains("--from");
    }

    @Test
    void aReaderMayNot() {
        CtlRun refused = ctl.run(CtlServer.PERSON, CtlServer.READER, "", "verify");
        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err()).contains("role").doesNotContain("rows were verified");
    }

    @Test
    void withoutAServerItEndsAtOnce() {
        long begin = System.nanoTime();
        CtlRun nobody = ctl.run(CtlServer.PERSON, Map.of(), "", List.of("verify", "--target=127.0.0.1:1"));
        assertThat(nobody.status()).isEqualTo(3);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    /** A process, because only that can be interrupted. */
    @Test
    void anInterruptedOneSaysHowToGoOnAndMissesNothing() throws Exception {
        damage();
        sql("update inventory_logs set available_after = 95 where sku_id = 'SKU-1' and version = 1");
        List<String> all = ctl.script("verify", "-o", "json").lines();
        assertThat(all).hasSize(5);
        // a row a second
        Process process = ctl.start(CtlServer.OPERATOR, Map.of(), "verify", "--rate=1", "-o", "json");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process));
            // two in two parts, the first of which is over when the second comes
            List<String> lines = new ArrayList<>(List.of(line(out), line(out)));
            // by its handle, which leaves its output open
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            out.lines().forEach(lines::add);
            Matcher goOn = GO_ON.matcher(err.get(20, TimeUnit.SECONDS));
            assertThat(goOn.find()).as(err.get()).isTrue();

            CtlRun rest = ctl.script("verify", "--from=" + goOn.group(1), "-o", "json");
            assertThat(rest.status()).isEqualTo(6);
            assertThat(rest.lines()).as("it did not begin again").hasSizeLessThan(all.size());
            lines.addAll(rest.lines());
            assertThat(lines.stream().distinct()).containsExactlyInAnyOrderElementsOf(all);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String line(BufferedReader out) throws IOException {
        return Objects.requireNonNull(out.readLine(), "it ended");
    }

    private static String text(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
