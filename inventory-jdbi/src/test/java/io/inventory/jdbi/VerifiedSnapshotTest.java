package io.inventory.jdbi;

import static io.inventory.jdbi.VerifiedStore.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.PageToken;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A part of a verification sees one time, whatever is written between two of its statements. */
@Timeout(120)
class VerifiedSnapshotTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2)
                .filter(form -> form.groupCommit() && (form.database() == H2 || !form.portable()));
    }

    private static Optional<PageToken> begin(VerifyLedger.Stage stage) {
        return new VerifyLedger()
                .part(List.of(), 0, Optional.of(VerifyLedger.Position.begin(stage)))
                .next();
    }

    /** The stock is read, it changes, and then its newest entry is read. */
    @ParameterizedTest
    @MethodSource("forms")
    void aStockThatChangesMeanwhileIsComparedWithItsEntryOfThen(StoreForm form) {
        fill(form);
        try (Inventory other = form.open()) {
            BeforeStatements changing = new BeforeStatements(
                    form.database().dataSource(),
                    form.database() == H2 ? "where sku_id = ? and version = ?" : "l.reserved_after, l.reason, l.ref_id",
                    () -> other.adjust(new Sku("bad"), 1, "found", new RequestId("meanwhile")));
            try (Inventory inventory = JdbiInventory.on(changing.dataSource())) {
                VerifiedPart part = inventory.execute(
                        new VerifyLedger(begin(VerifyLedger.Stage.STOCKS), VerifyLedger.ENTRIES_DEFAULT));
                assertThat(changing.wasRun()).isTrue();
                assertThat(part.checked()).isEqualTo(2);
                assertThat(part.findings()).isEmpty();
            }
        }
    }
}
