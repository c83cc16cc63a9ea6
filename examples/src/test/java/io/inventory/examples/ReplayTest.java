package io.inventory.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.ConflictException;
import io.inventory.Inventory;
import io.inventory.LedgerEntry;
import io.inventory.ListSkuLedger;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.grpc.EndpointSettings;
import io.inventory.grpc.InventoryEndpoint;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
    private static final Sku WELL_SOLD = new Sku("85123A");

    /** On a busy machine a call that is sent again would be counted as replayed. */
    private static final EndpointSettings PATIENT =
            new EndpointSettings("127.0.0.1", 0, Duration.ofSeconds(30), Duration.ofSeconds(1), 1_000, false);

    private final List<Invoice> invoices = ShopData.invoices();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 50, 100, 500, 1_000, 1_000_000})
    void theFinalStockInMemoryIsWhatTheRuleImplies(long opening) throws IOException {
        try (Inventory inventory = new InMemoryInventory()) {
            assertFollowsTheRuleAndChangesNothingTheSecondTime(inventory, opening);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 100, 1_000})
    void theFinalStockOnADatabaseIsWhatTheRuleImplies(long opening) throws IOException {
        try (Inventory inventory = JdbiInventory.inMemory()) {
            assertFollowsTheRuleAndChangesNothingTheSecondTime(inventory, opening);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 100, 1_000})
    void theFinalStockThroughAServerIsWhatTheRuleImplies(long opening) throws IOException {
        try (Inventory inventory = JdbiInventory.inMemory();
                InventoryEndpoint server = InventoryEndpoint.start(inventory, PATIENT);
                Inventory client = InventoryClient.builder("127.0.0.1:" + server.port())
                        .deadline(Duration.ofSeconds(30))
                        .build()) {
            assertFollowsTheRuleAndChangesNothingTheSecondTime(client, opening);
        }
    }

    @Test
    void theDataIsWhatItsLicenceNoteDescribes() {
        assertThat(invoices).hasSize(512);
        assertThat(invoices.stream().mapToInt(invoice -> invoice.lines().size()).sum())
                .isEqualTo(9_999);
        assertThat(ShopData.skus(invoices)).hasSize(2_015);
        assertThat(invoices)
                .filteredOn(invoice -> invoice.kind() == Invoice.Kind.CREDIT_NOTE)
                .hasSize(43);
        assertThat(invoices)
                .filteredOn(invoice -> invoice.kind() == Invoice.Kind.CORRECTION)
                .hasSize(30);
    }

    @Test
    void anInventoryWithAnotherOpeningStockIsRefused() {
        try (Inventory inventory = new InMemoryInventory()) {
            Replay replay = new Replay(inventory, () -> {});
            replay.create(List.of(WELL_SOLD), 7);
            assertThatThrownBy(() -> replay.create(List.of(WELL_SOLD), 8)).isInstanceOf(ConflictException.class);
        }
    }

    @Test
    void theFinalStockIsWrittenSortedByCodePoint(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("made").resolve("stock.csv");
        List<Sku> skus = List.of(new Sku("b"), new Sku("B"), new Sku("\uD83D\uDE00"), new Sku("\uFF5E"));
        try (Inventory inventory = new InMemoryInventory()) {
            new Replay(inventory, () -> {}).create(skus, 3);
            FinalStock.write(FinalStock.read(inventory, new TreeSet<>(skus)), file);
        }
        assertThat(Files.readString(file)).isEqualTo("sku_id,available_stock\nB,3\nb,3\n\uFF5E,3\n\uD83D\uDE00,3\n");
    }

    private void assertFollowsTheRuleAndChangesNothingTheSecondTime(Inventory inventory, long opening)
            throws IOException {
        RuleOfTheReplay rule = new RuleOfTheReplay(opening);
        Replay replay = new Replay(inventory, () -> {});

        replay.create(ShopData.skus(invoices), opening);
        Replay.Counts first = replay.replay(invoices);
        SortedMap<Sku, Long> stock = FinalStock.read(inventory, ShopData.skus(invoices));

        assertThat(byText(stock)).isEqualTo(rule.stock);
        assertThat(first).isEqualTo(new Replay.Counts(rule.taken, rule.rejected, rule.made, rule.refused, 0));
        List<LedgerEntry> ledger = ledger(inventory);
        assertThat(ledger.get(ledger.size() - 1).availableAfter()).isEqualTo(opening);
        assertThat(ledger.stream().mapToLong(LedgerEntry::change).sum()).isEqualTo(rule.stock.get(WELL_SOLD.value()));

        replay.create(ShopData.skus(invoices), opening);
        Replay.Counts second = replay.replay(invoices);

        int recorded = rule.taken + rule.rejected + rule.made;
        assertThat(second).isEqualTo(new Replay.Counts(rule.taken, rule.rejected, rule.made, rule.refused, recorded));
        assertThat(FinalStock.read(inventory, ShopData.skus(invoices))).isEqualTo(stock);
        assertThat(ledger(inventory)).isEqualTo(ledger);
    }

    private static List<LedgerEntry> ledger(Inventory inventory) {
        return inventory
                .execute(new ListSkuLedger(WELL_SOLD, 1_000, Optional.empty()))
                .items();
    }

    private static Map<String, Long> byText(SortedMap<Sku, Long> stock) {
        Map<String, Long> texts = new HashMap<>();
        stock.forEach((sku, units) -> texts.put(sku.value(), units));
        return texts;
    }
}
