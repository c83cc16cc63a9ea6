package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RollbackId;
import io.inventory.jdbi.management.page.Pages;
import io.inventory.jdbi.management.page.Pages.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The pages show what is still there of a ledger that was archived, and of orders that were compacted. */
@Timeout(120)
class ArchivedLedgerPageTest {
    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StoreForm form = new StoreForm("rows on H2", H2, false, true);

    @SuppressWarnings("NullAway.Init")
    private JdbiInventory inventory;

    @SuppressWarnings("NullAway.Init")
    private Pages pages;

    @BeforeEach
    void archive() {
        OldLedger ledger = new OldLedger(form, folder);
        inventory = form.open();
        pages = new Pages(inventory, new SimpleMeterRegistry(), Optional::empty);
        ledger.write(inventory);
        ledger.archive(inventory);
    }

    @AfterEach
    void close() {
        pages.close();
        inventory.close();
    }

    private String body(String path, String query) {
        Answer answer = pages.at(path, query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void anOrderWhoseEntriesAreArchivedIsShownWithoutThem() {
        for (String archived : List.of("old-1", "old-3", "old-reserved", "old-4"))
            assertThat(body("/page/order", "id=" + archived))
                    .contains("Lines", "Its entries in the ledger are not shown: ", "was archived")
                    .doesNotContain("Its entries in the ledger, newest first");
        assertThat(body("/page/order", "id=new-1"))
                .contains("Its entries in the ledger, newest first", "order created");
    }

    @Test
    void aStockIsShownWithTheEntriesThatAreKeptAndWhoWantsMoreIsTold() {
        String stock = body("/page/stock", "sku=A");
        assertThat(stock).contains("order canceled", "<polyline", "rel=\"next\"");
        int query = stock.indexOf("/page/stock?", stock.indexOf("<main")) + "/page/stock?".length();
        Answer older = pages.at(
                "/page/stock", stock.substring(query, stock.indexOf('"', query)).replace("&amp;", "&"));
        assertThat(older.status()).isEqualTo(410);
        assertThat(older.body()).contains("Not kept here any more", "was archived, and is not kept here any more");
    }

    @Test
    void whatIsNotKnownOfACompactedOrderIsNotSaidToBeNothing() {
        OrderId id = new OrderId("closed");
        inventory.deduct(id, List.of(new OrderLine(OldLedger.SKU, 3)));
        inventory.rollback(id, List.of(new OrderLine(OldLedger.SKU, 3)), new RollbackId("all"));
        String row = "<td><bdi>all</bdi></td><td>canceled</td><td class=\"number\">";
        assertThat(body("/page/order", "id=closed")).contains(row + "3</td>");
        inventory.deduct(new OrderId("short"), List.of(new OrderLine(OldLedger.SKU, 1_000)));
        assertThat(body("/page/order", "id=short")).contains("What was short");
        H2.compactOrders(Clock.offset(Clock.systemUTC(), Duration.ofDays(1)));
        assertThat(body("/page/order", "id=closed")).contains("compacted", row + "</td>");
        assertThat(body("/page/order", "id=short"))
                .contains("compacted", "Rejected: insufficient stock")
                .doesNotContain("What was short");
    }
}
