package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.sql.SqlObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What inventoryctl shows of a ledger whose old entries the server has archived. */
@Timeout(180)
class CtlArchiveTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CtlServer ctl;

    @BeforeAll
    static void archive() throws IOException {
        Path archives = Files.createDirectory(folder.resolve("archives"));
        ctl = new CtlServer(
                folder,
                "--jdbc-url=" + DATABASE.jdbcUrl(),
                "--jdbc-user=postgres",
                "--retain-ledger=1m",
                "--ledger-archive=" + archives);
        try (InventoryClient shop = ctl.orders()) {
            Sku sku = new Sku("OLD");
            shop.create(sku, 10, new RequestId("1"));
            for (int i = 2; i <= 4; i++) shop.adjust(sku, 1, "found", new RequestId("" + i));
            sql("update inventory_logs set created_at = created_at - interval '2 hours'");
            sql("update inventory_stocks set created_at = created_at - interval '2 hours'");
            shop.adjust(sku, 1, "found", new RequestId("5"));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> count("inventory_logs") == 1);
    }

    @AfterAll
    static void stop() {
        ctl.close();
    }

    private static void sql(String sql) {
        SqlObjects.on(DATABASE.dataSource()).useHandle(handle -> handle.execute(sql));
    }

    private static long count(String table) {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.select("select count(*) from " + table)
                        .mapTo(Long.class)
                        .one());
    }

    /** Who asks for the newest so many has what is kept; who asks for all has not. */
    @Test
    void theLedgerIsListedAsFarAsItIsKept() {
        CtlRun seen = ctl.see("ledger", "OLD").ok().fits();
        assertThat(seen.lines()).hasSize(2);
        assertThat(seen.err()).contains("There are more", "was archived, and is not kept here any more");
        assertThat(ctl.script("ledger", "OLD", "-ojson", "--limit=1").ok().lines())
                .hasSize(1);

        CtlRun all = ctl.script("ledger", "OLD", "-ojson", "--all");
        assertThat(all.status()).isEqualTo(1);
        assertThat(all.lines()).hasSize(1);
        assertThat(all.err()).contains("was archived, and is not kept here any more");
        assertThat(ctl.see("ledger", "OLD", "--from=3h").ok().lines()).hasSize(2);
        assertThat(ctl.see("ledger", "OLD", "--from=1h").ok().lines()).hasSize(2);
        assertThat(ctl.see("ledger", "OLD", "--until=1h").status()).isEqualTo(1);
    }

    /** One SKU of many whose ledger is not kept that far back is found, and the others are compared. */
    @Test
    void aDryRunNamesTheCountsOfATimeThatIsNotKept() throws IOException {
        try (InventoryClient shop = ctl.orders()) {
            shop.create(new Sku("YOUNG"), 10, new RequestId("1"));
        }
        Path file = Files.writeString(
                folder.resolve("count.csv"),
                "sku_id,counted,as_of\nOLD,1,2020-01-01T00:00:00Z\nYOUNG,1,2020-01-01T00:00:00Z\n");
        String[] args = {"import", file.toString(), "--mode=count", "--reason=late", "-ocsv", "--dry-run"};
        CtlRun dry = ctl.script(args);
        assertThat(dry.lines())
                .containsExactly(
                        "line,sku_id,finding,file,inventory,difference",
                        "2,OLD,TIME_REFUSED,1,,",
                        "3,YOUNG,UNKNOWN,1,,");
        assertThat(dry.status()).isEqualTo(1);
        args[5] = "--yes";
        assertThat(ctl.script(args).out()).contains("2,OLD,HISTORY_PRUNED,", "3,YOUNG,AS_OF_BEFORE_FIRST_ENTRY,");
    }

    @Test
    void aStockIsExplainedFromTheSumsOfWhatWasArchived() {
        assertThat(ctl.see("explain", "OLD").ok().fits().out())
                .contains("created         1        +10         0", "adjusted        4         +4         0");
        assertThat(ctl.see("verify").ok().err()).contains("all agrees");
    }
}
