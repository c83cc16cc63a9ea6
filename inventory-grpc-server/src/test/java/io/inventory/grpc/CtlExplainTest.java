package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Why a stock is what it is, in inventoryctl, on a server process with TLS and tokens. */
@Timeout(180)
class CtlExplainTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CtlServer ctl;

    @BeforeAll
    static void start() throws IOException {
        ctl = new CtlServer(folder);
    }

    @AfterAll
    static void stop() {
        ctl.close();
    }

    @Test
    void anExplanationAddsUpAndFits() {
        Sku sku = new Sku("EXPLAIN");
        try (InventoryClient shop = ctl.orders()) {
            shop.create(sku, 2_000, new RequestId("opening"));
            shop.deduct(new OrderId("e-1"), List.of(new OrderLine(sku, 300)));
            shop.deduct(new OrderId("e-2"), List.of(new OrderLine(sku, 20)));
            shop.rollback(new OrderId("e-2"));
            shop.reserve(new OrderId("e-3"), List.of(new OrderLine(sku, 5)), Duration.ofHours(2));
            shop.adjust(sku, -1, "broken", new RequestId("a"));
        }
        CtlRun seen = ctl.see("explain", "EXPLAIN").ok().fits();
        assertThat(seen.value("AVAILABLE")).isEqualTo("1,694 units");
        assertThat(seen.lines())
                .containsSequence(
                        "From the beginning until now",
                        "WHAT      ENTRIES  AVAILABLE  RESERVED",
                        "before          0          0         0",
                        "created         1     +2,000         0",
                        "order           2       -320         0",
                        "canceled        1        +20         0",
                        "reserved        1         -5        +5",
                        "adjusted        1         -1         0",
                        "after           6      1,694         5");
        assertThat(seen.out()).containsPattern("Reserved by\nORDER  UNITS  RUNS OUT\ne-3 +5  in 1 h\n");
        assertThat(seen.out()).contains("Last ledger entries\nVERSION");

        CtlRun json = ctl.script("explain", "EXPLAIN", "-ojson").ok();
        assertThat(json.lines()).hasSize(1);
        assertThat(json.json().get("closing"))
                .isEqualTo(Map.of("available_stock", 1_694.0, "reserved_stock", 5.0, "version", 6.0));
        assertThat(json.out())
                .contains("{\"reason\":\"ORDER_CREATED\",\"entries\":2,\"change\":-320,\"reserved_change\":0}");
        assertThat(json.out()).contains("\"reservations\":[{\"order_id\":\"e-3\",\"quantity\":5,");
        assertThat(ctl.script("explain", "EXPLAIN", "-ocsv").ok().lines())
                .startsWith("part,entries,available,reserved", "OPENING,0,0,0", "INITIALIZED,1,2000,0")
                .endsWith("CLOSING,6,1694,5");
        assertThat(ctl.see("explain", "EXPLAIN", "--from=1h", "--until=10m")
                        .ok()
                        .out())
                .containsPattern("From \\d{4}-\\d\\d-\\d\\d .* until ")
                .containsPattern("after +0 +0 +0");
    }

    @Test
    void aSkuThatIsNotKnownIsNotFound() {
        assertThat(ctl.see("explain", "none").status()).isEqualTo(1);
        assertThat(ctl.run(CtlServer.PERSON, CtlServer.STRANGER, "", "explain", "none")
                        .status())
                .isEqualTo(4);
    }
}
