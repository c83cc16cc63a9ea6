package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders, the ledger and signals in inventoryctl, on a server process with TLS and tokens. */
@Timeout(180)
class CtlOrderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CtlServer ctl;

    @SuppressWarnings("NullAway.Init")
    private static InventoryClient orders;

    @BeforeAll
    static void start() throws IOException {
        ctl = new CtlServer(folder);
        orders = ctl.orders();
    }

    @AfterAll
    static void stop() {
        orders.close();
        ctl.close();
    }

    private static Sku stocked(String name, long units) {
        Sku sku = new Sku(name);
        orders.create(sku, units, new RequestId("opening"));
        return sku;
    }

    @Test
    void anOrderShowsWhatItTookGaveBackAndStillHas() {
        Sku cup = stocked("CUP", 10);
        Sku plate = stocked("PLATE", 10);
        OrderId id = new OrderId("order-1");
        orders.deduct(id, List.of(new OrderLine(cup, 3), new OrderLine(plate, 2)));
        orders.rollback(id, List.of(new OrderLine(cup, 1)), new RollbackId("return-1"));

        CtlRun seen = ctl.see("order", "show", "order-1").ok().fits();
        assertThat(seen.value("ORDER")).isEqualTo("order-1");
        assertThat(seen.value("STATUS")).isEqualTo("sold");
        assertThat(seen.value("CREATED")).startsWith("3 min ago");
        assertThat(seen.lines())
                .containsSequence(
                        "Lines",
                        "SKU    ORDERED  TAKEN  GIVEN BACK  STILL HAS",
                        "CUP          3      3           1          2",
                        "PLATE        2      2           0          2");
        assertThat(seen.lines()).anyMatch(line -> line.matches("3 min ago  canceled  return-1 +1 of CUP"));

        CtlRun json = ctl.script("order", "show", "order-1", "-o", "json").ok();
        assertThat(json.json().get("status")).isEqualTo("DEDUCTED");
        assertThat(json.json().get("lines"))
                .isEqualTo(List.of(
                        Map.of("sku_id", "CUP", "requested", 3.0, "taken", 3.0, "returned", 1.0, "outstanding", 2.0),
                        Map.of(
                                "sku_id",
                                "PLATE",
                                "requested",
                                2.0,
                                "taken",
                                2.0,
                                "returned",
                                0.0,
                                "outstanding",
                                2.0)));
        assertThat(ctl.script("order", "show", "order-1", "-o", "csv").ok().lines())
                .containsExactly(
                        "order_id,status,sku_id,requested,taken,returned,outstanding",
                        "order-1,DEDUCTED,CUP,3,3,1,2",
                        "order-1,DEDUCTED,PLATE,2,2,0,2");
    }

    @Test
    void aRejectedOrderShowsWhatWasShort() {
        Sku rare = stocked("RARE", 1);
        orders.deduct(new OrderId("order-2"), List.of(new OrderLine(rare, 5)));
        CtlRun seen = ctl.see("order", "show", "order-2").ok().fits();
        assertThat(seen.value("STATUS")).isEqualTo("rejected; it took nothing");
        assertThat(seen.value("REJECTED")).isEqualTo("RARE had 1 of 5");
        CtlRun json = ctl.script("order", "show", "order-2", "-ojson").ok();
        assertThat(json.json().get("rejection")).isEqualTo("INSUFFICIENT_STOCK");
        assertThat(json.json().get("shortages"))
                .isEqualTo(List.of(Map.of("sku_id", "RARE", "requested", 5.0, "available", 1.0)));
    }

    @Test
    void anOrderThatIsNotKnownIsNotFound() {
        CtlRun seen = ctl.see("order", "show", "no-such-order");
        assertThat(seen.status()).isEqualTo(1);
        assertThat(seen.err()).contains("order no-such-order is not known").contains("case-sensitive");
    }

    @Test
    void theLedgerOfASkuAndOfAnOrderFitsAndCanBeLimited() {
        Sku sku = stocked("LEDGER", 100);
        Sku other = stocked("LEDGER-OTHER", 100);
        String longId = "a-long-order-id-".repeat(8);
        OrderId id = new OrderId(longId);
        orders.deduct(id, List.of(new OrderLine(sku, 7), new OrderLine(other, 1)));
        orders.adjust(
                sku,
                -3,
                "fell from a shelf, all of them, in front of a customer who was not amused",
                new RequestId("a"));

        CtlRun seen = ctl.see("ledger", "LEDGER").ok().fits();
        assertThat(seen.lines()).hasSize(4);
        assertThat(seen.lines().get(0)).startsWith("VERSION  WHEN       WHY       CHANGE  HELD  AVAILABLE  FOR");
        assertThat(seen.lines().get(1))
                .startsWith("      3  3 min ago  adjusted      -3     0         90  alice: fell");
        assertThat(seen.lines().get(2))
                .startsWith("      2  3 min ago  order         -7     0         93  a-long-order-id");
        assertThat(ctl.see("ledger", "LEDGER", "--limit=1").ok().err()).contains("There are more");
        assertThat(ctl.see("ledger", "LEDGER", "--limit=3").ok().err()).isEmpty();

        CtlRun ofOrder = ctl.see("ledger", "--order=" + longId).ok().fits();
        assertThat(ofOrder.lines()).hasSize(3);
        assertThat(ofOrder.out()).contains("LEDGER-OTHER");
        CtlRun json = ctl.script("ledger", "LEDGER", "-ojson").ok();
        assertThat(json.lines()).hasSize(3);
        assertThat(json.json().get("actor")).isEqualTo("alice");
        assertThat(json.json(1).get("ref_id")).isEqualTo(longId);
        assertThat(ctl.script("ledger", "LEDGER", "-ocsv").ok().lines().get(0))
                .isEqualTo(
                        "sku_id,version,created_at,reason,change,reserved_change,available_after,reserved_after,ref_id,"
                                + "note,actor,id");
        assertThat(ctl.script("ledger", "LEDGER", "--until=1h", "-ojson").ok().out())
                .isEmpty();
        assertThat(ctl.script("ledger", "LEDGER", "--from=1h", "-ojson").ok().lines())
                .hasSize(3);
        assertThat(ctl.see("ledger").status()).isEqualTo(2);
        assertThat(ctl.see("ledger", "LEDGER", "--order=x").status()).isEqualTo(2);
    }

    @Test
    void tailPrintsSignalsAndSaysHowToGoOn() {
        Sku sku = stocked("TAIL", 2);
        orders.deduct(new OrderId("tail-1"), List.of(new OrderLine(sku, 2)));
        orders.adjust(sku, 5, "delivery", new RequestId("d"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ctl.script("tail", "--oldest", "--count=2", "-ocsv")
                        .ok()
                        .out()
                        .contains("BACK"));

        CtlRun seen = ctl.see("tail", "--oldest", "--count=2").ok().fits();
        assertThat(seen.lines().get(0)).matches("WHEN +WHAT +WHOSE +NOW");
        assertThat(seen.out()).containsPattern("sold out +TAIL +0 sellable, 0 reserved");
        assertThat(seen.out()).containsPattern("back +TAIL +5 sellable");
        assertThat(seen.err()).startsWith("To go on after this: inventoryctl tail --from=");
        String token = seen.err().replaceAll("(?s).*--from=(\\S+).*", "$1");

        orders.reserve(new OrderId("tail-2"), List.of(new OrderLine(sku, 1)), Duration.ofSeconds(1));
        CtlRun next =
                ctl.script("tail", "--from=" + token, "--count=1", "-ojson").ok();
        assertThat(next.json().get("kind")).isEqualTo("EXPIRED");
        assertThat(next.json().get("order_id")).isEqualTo("tail-2");
        assertThat(next.json().get("items")).isEqualTo(List.of(Map.of("sku_id", "TAIL", "quantity", 1.0)));
        assertThat(next.json().get("resume_token")).isNotNull();

        CtlRun nonsense = ctl.see("tail", "--from=nonsense");
        assertThat(nonsense.status()).isEqualTo(2);
        assertThat(nonsense.err()).contains("resume_token");
    }
}
