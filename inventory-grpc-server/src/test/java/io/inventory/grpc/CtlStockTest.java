package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of "inventoryctl stock" on a server process with TLS and tokens, as a person sees them and as a script does. */
@Timeout(180)
class CtlStockTest {
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
    void createShowsTheStockAndTheIdUnderWhichARepetitionIsHarmless() {
        CtlRun first = ctl.see("stock", "create", "CREATE", "1200").ok().fits();
        assertThat(first.value("AVAILABLE")).isEqualTo("1,200 units");
        assertThat(first.value("OUTCOME")).isEqualTo("done");
        String id = first.value("REQUEST ID");
        assertThat(id).startsWith("ctl-");

        CtlRun again = ctl.script("stock", "create", "CREATE", "1200", "--request-id=" + id, "--output=json")
                .ok();
        assertThat(again.json().get("replayed")).isEqualTo(true);
        assertThat(again.json().get("request_id")).isEqualTo(id);
        assertThat(again.json().get("version")).isEqualTo(1.0);

        CtlRun other = ctl.see("stock", "create", "CREATE", "1201", "--request-id=" + id);
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).contains("recorded with other content");
        assertThat(other.out()).isEmpty();
    }

    @Test
    void getShowsOneSkuForAPersonAndForAScript() {
        ctl.script("stock", "create", "GET", "100").ok();
        ctl.script("stock", "policy", "GET", "--safety=6", "--low=10").ok();
        CtlRun seen = ctl.see("stock", "get", "GET").ok().fits();
        assertThat(seen.lines().get(0)).isEqualTo("SKU        GET");
        assertThat(seen.value("SELLABLE")).isEqualTo("94 units");
        assertThat(seen.value("SAFETY")).isEqualTo("6 units");
        assertThat(seen.value("LOW AT")).isEqualTo("10");
        assertThat(seen.value("CHANGED")).matches("3 min ago \\(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\)");

        CtlRun json = ctl.script("stock", "get", "GET", "-o", "json").ok();
        assertThat(json.lines()).hasSize(1);
        assertThat(List.copyOf(json.json().keySet()))
                .isEqualTo(List.of(
                        "sku_id",
                        "sellable",
                        "available_stock",
                        "reserved_stock",
                        "safety_stock",
                        "low_threshold",
                        "version",
                        "updated_at",
                        "created_at"));
        assertThat(json.field("updated_at")).matches("\\d{4}-.*T.*Z");

        CtlRun csv = ctl.script("--output=csv", "stock", "get", "GET").ok();
        assertThat(csv.lines().get(0)).startsWith("sku_id,sellable,available_stock,reserved_stock,");
        assertThat(csv.lines().get(1)).startsWith("GET,94,100,0,6,10,2,");
    }

    @Test
    void getOfSeveralNamesThoseThatDoNotExist() {
        ctl.script("stock", "create", "SEVERAL-1", "1").ok();
        ctl.script("stock", "create", "SEVERAL-2", "2").ok();
        CtlRun seen =
                ctl.see("stock", "get", "SEVERAL-1", "SEVERAL-2", "SEVERAL-3").fits();
        assertThat(seen.status()).isEqualTo(1);
        assertThat(seen.lines()).hasSize(3);
        assertThat(seen.lines().get(0)).startsWith("SKU        SELLABLE  AVAILABLE  RESERVED  SAFETY  LOW AT  CHANGED");
        assertThat(seen.err()).isEqualTo("SKU SEVERAL-3 does not exist\n");

        CtlRun one = ctl.see("stock", "get", "SEVERAL-3");
        assertThat(one.status()).isEqualTo(1);
        assertThat(one.err()).startsWith("inventoryctl: SKU SEVERAL-3 does not exist");
        assertThat(one.out()).isEmpty();
    }

    @Test
    void getTellsOfThePast() {
        ctl.script("stock", "create", "PAST", "10").ok();
        ctl.script("stock", "adjust", "PAST", "--by=5", "--reason=delivery").ok();
        assertThat(ctl.see("stock", "get", "PAST", "--at-version=1").ok().fits().value("AVAILABLE"))
                .isEqualTo("10 units");
        // by the tests' clock it is some minutes later than by the server's
        assertThat(ctl.see("stock", "get", "PAST", "--as-of=200s").ok().value("AVAILABLE"))
                .isEqualTo("15 units");
        CtlRun before = ctl.see("stock", "get", "PAST", "--as-of=2020-01-01");
        assertThat(before.status()).isEqualTo(1);
        assertThat(before.err()).contains("SKU PAST did not exist at 2020-01-01T00:00:00Z");
        assertThat(ctl.script("stock", "get", "PAST", "CREATE-NOT", "--as-of=200s", "-ojson")
                        .json()
                        .get("available_stock"))
                .isEqualTo(15.0);
        assertThat(ctl.see("stock", "get", "PAST", "--as-of=yesterday").status())
                .isEqualTo(2);
    }

    @Test
    void listFitsAndSaysWhenThereIsMore() {
        String longName = "L-" + "x".repeat(126);
        ctl.script("stock", "create", longName, "1000000000").ok();
        ctl.script("stock", "create", "L-1", "0").ok();
        ctl.script("stock", "create", "L-2", "5").ok();
        ctl.script("stock", "policy", "L-2", "--safety=0", "--low=7").ok();
        CtlRun seen = ctl.see("stock", "list").ok().fits();
        assertThat(seen.out())
                .contains("L-1")
                .contains("…")
                .contains("1,000,000,000")
                .contains("3 min ago");

        CtlRun limited = ctl.see("stock", "list", "--limit=2").ok();
        assertThat(limited.lines()).hasSize(3);
        assertThat(limited.err()).contains("There are more");

        assertThat(ctl.script("stock", "list", "--sold-out", "-o", "json").ok().lines())
                .allMatch(line -> line.contains("\"sellable\":0"))
                .anyMatch(line -> line.contains("L-1"));
        assertThat(ctl.script("stock", "list", "--low", "--all", "-o", "csv")
                        .ok()
                        .out())
                .contains("\nL-2,5,5,0,0,7,");
        CtlRun piped = ctl.script("stock", "list", "--all").ok();
        assertThat(piped.out()).as("what is no terminal gets all of a name").contains(longName);
    }

    @Test
    void setAsksForAReasonAndGuardsByVersion() {
        ctl.script("stock", "create", "SET", "10").ok();
        CtlRun without = ctl.see("stock", "set", "SET", "12");
        assertThat(without.status()).isEqualTo(2);
        assertThat(without.err()).contains("--reason=TEXT").contains("see inventoryctl stock set --help");

        CtlRun done = ctl.see("stock", "set", "SET", "12", "--reason=found two more", "--expected-version=1")
                .ok()
                .fits();
        assertThat(done.value("AVAILABLE")).isEqualTo("12 units");
        CtlRun stale = ctl.see("stock", "set", "SET", "13", "--reason=x", "--expected-version=1");
        assertThat(stale.status()).isEqualTo(1);
        assertThat(stale.err()).contains("has version 2, expected 1").contains("stock get");
        assertThat(ctl.script("stock", "set", "SET", "12", "--reason=x", "-o", "csv")
                        .ok()
                        .lines()
                        .get(0))
                .isEqualTo("sku_id,available_stock,reserved_stock,version,request_id,replayed");
        assertThat(ctl.see("ledger", "SET").ok().fits().out()).contains("alice: found two more");
    }

    @Test
    void adjustTakesANegativeNumberInBothForms() {
        ctl.script("stock", "create", "ADJUST", "10").ok();
        assertThat(ctl.see("stock", "adjust", "ADJUST", "--by=-3", "--reason=broken")
                        .ok()
                        .value("AVAILABLE"))
                .isEqualTo("7 units");
        assertThat(ctl.see("stock", "adjust", "ADJUST", "--by", "-2", "--reason", "broken")
                        .ok()
                        .value("AVAILABLE"))
                .isEqualTo("5 units");
        assertThat(ctl.see("stock", "adjust", "ADJUST", "--by", "+24", "--reason", "delivery")
                        .ok()
                        .value("AVAILABLE"))
                .isEqualTo("29 units");
        CtlRun tooMuch = ctl.see("stock", "adjust", "ADJUST", "--by=-30", "--reason=broken");
        assertThat(tooMuch.status()).isEqualTo(1);
        assertThat(tooMuch.err()).contains("has 29 units available; an adjustment by -30");
        assertThat(ctl.see("stock", "adjust", "ADJUST", "--by=0", "--reason=broken")
                        .status())
                .isEqualTo(2);
        assertThat(ctl.see("stock", "adjust", "ADJUST", "--by=many", "--reason=x")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void countAppliesTheDifferenceAndKeepsWhatWasSoldMeanwhile() {
        ctl.script("stock", "create", "COUNT", "10").ok();
        try (InventoryClient orders = ctl.orders()) {
            orders.reserve(new OrderId("count-order"), List.of(new OrderLine(new Sku("COUNT"), 4)));
        }
        String now = "200s";
        CtlRun seen = ctl.see("stock", "count", "COUNT", "9", "--as-of=" + now, "--reason=stock-taking")
                .ok()
                .fits();
        assertThat(seen.value("COUNTED")).isEqualTo("9 units");
        assertThat(seen.value("IN THE LEDGER")).isEqualTo("10 units");
        assertThat(seen.value("DIFFERENCE")).isEqualTo("-1");
        assertThat(seen.value("AVAILABLE")).isEqualTo("5 units");
        assertThat(seen.value("RESERVED")).isEqualTo("4 units");

        CtlRun json = ctl.script("stock", "count", "COUNT", "9", "--as-of", now, "--reason=again", "-ojson")
                .ok();
        assertThat(json.json().get("difference")).isEqualTo(0.0);
        String exactly = json.field("as_of");
        CtlRun repeated = ctl.script(
                        "stock",
                        "count",
                        "COUNT",
                        "9",
                        "--as-of=" + exactly,
                        "--reason=again",
                        "--request-id=" + json.json().get("request_id"),
                        "-ojson")
                .ok();
        assertThat(repeated.json().get("replayed")).isEqualTo(true);
        assertThat(ctl.see("stock", "count", "COUNT", "9", "--as-of=1s", "--reason=x")
                        .status())
                .as("of the future, by the server's clock")
                .isEqualTo(1);
    }

    @Test
    void policyKeepsUnitsFromOrders() {
        ctl.script("stock", "create", "POLICY", "10").ok();
        CtlRun seen = ctl.see("stock", "policy", "POLICY", "--safety=4", "--low=20")
                .ok()
                .fits();
        assertThat(seen.value("VERSION")).isEqualTo("2");
        assertThat(ctl.see("stock", "get", "POLICY").value("SELLABLE")).isEqualTo("6 units");
        assertThat(ctl.see("stock", "policy", "POLICY", "--safety=-1", "--low=0")
                        .status())
                .isEqualTo(2);
        assertThat(ctl.script("stock", "policy", "POLICY", "--safety=0", "--low=0", "-o=json", "--request-id=p-1")
                        .ok()
                        .json()
                        .get("request_id"))
                .isEqualTo("p-1");
    }

    @Test
    void aNameThatWouldTurnTheTextAroundIsShownEscaped() {
        String hostile = "ESCAPE\u202e-gnp";
        ctl.script("stock", "create", hostile, "1").ok();
        assertThat(ctl.see("stock", "get", hostile).ok().value("SKU")).isEqualTo("ESCAPE\\u202e-gnp");
        CtlRun json = ctl.script("stock", "get", hostile, "-o", "json").ok();
        assertThat(json.out()).contains("ESCAPE\\u202e-gnp");
        assertThat(json.json().get("sku_id")).isEqualTo(hostile);
        assertThat(ctl.script("stock", "get", hostile, "-o", "csv").ok().lines().get(1))
                .as("a script gets it as it is")
                .startsWith(hostile + ",");
    }
}
