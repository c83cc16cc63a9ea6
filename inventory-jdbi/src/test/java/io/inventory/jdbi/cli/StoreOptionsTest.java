package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.Expire;
import io.inventory.ExpireOutcome;
import io.inventory.Extend;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RefusedException;
import io.inventory.RequestId;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.Sku;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.ExpiryLimits;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.StoreSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class StoreOptionsTest {
    private static final Sku SKU = new Sku("A");
    private static final OrderId ORDER = new OrderId("o");

    @Command(name = "program")
    static final class Program {
        @Mixin
        StoreOptions store = new StoreOptions();
    }

    private static StoreOptions parse(String... args) {
        Program program = new Program();
        new CommandLine(program).parseArgs(args);
        return program.store;
    }

    private static StoreOptions onH2(String... args) {
        String[] all = new String[args.length + 1];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--jdbc-url=jdbc:h2:mem:options-" + UUID.randomUUID();
        return parse(all);
    }

    @Test
    void whatIsInEffectIsInTheText() {
        assertThat(parse().toString()).contains("migrate=auto, distribute=off, statements=auto");
        assertThat(parse("--distribute", "--statements=portable", "--migrate=check")
                        .toString())
                .contains("migrate=check, distribute=on, statements=portable");
        assertThat(parse("--distribute=on").toString()).contains("distribute=on");
        assertThat(parse("--distribute=off").toString()).contains("distribute=off");
    }

    @ParameterizedTest
    @CsvSource({
        "--writers=0, --writers must be 1 to 8",
        "--writers=9, --writers must be 1 to 8",
        "--batch-commands=0, --batch-commands must be 1 to 10000",
        "--batch-commands=10001, --batch-commands must be 1 to 10000",
        "--known-stocks=-1, --known-stocks must be 0 to 10000000",
        "--known-stocks=10000001, --known-stocks must be 0 to 10000000",
        "--batch-lines=0, --batch-lines must be 1 to 100000",
        "--batch-lines=100001, --batch-lines must be 1 to 100000",
        "--queue-commands=-1, --queue-commands must be 1 to 1000000",
        "--queue-commands=1000001, --queue-commands must be 1 to 1000000",
        "--queue-lines=0, --queue-lines must be 1 to 10000000",
        "--queue-lines=10000001, --queue-lines must be 1 to 10000000",
        "--lock-timeout=2h, '--lock-timeout must be 1ms to 1h, is 2h'",
        "--lock-timeout=0s, --lock-timeout",
        "--statement-timeout=3601s, '--statement-timeout must be 1ms to 1h, is 3601s'",
        "--statement-timeout=5, --statement-timeout",
        "--expiry-interval=9ms, '--expiry-interval must be 10ms to 1h, is 9ms'",
        "--expiry-interval=2h, '--expiry-interval must be 10ms to 1h, is 2h'",
        "--expiry-batch=0, --expiry-batch must be 1 to 1000",
        "--expiry-batch=1001, --expiry-batch must be 1 to 1000",
        "--expiry-rate=0, --expiry-rate must be 1 to 100000",
        "--expiry-rate=100001, --expiry-rate must be 1 to 100000",
        "--reservation-max=999ms, '--reservation-max must be 1s to 8760h, is 999ms'",
        "--signal-retention=59s, '--signal-retention must be 1m to 8760h, is 59s'",
        "--signal-retention=8761h, '--signal-retention must be 1m to 8760h, is 8761h'",
        "--retain-orders=59s, '--retain-orders must be 1m to 87600h, is 59s'",
        "--retain-orders=87601h, '--retain-orders must be 1m to 87600h, is 87601h'",
        "--retain-orders=30d, --retain-orders must be like 800ms",
        "--retain-ledger=59s, '--retain-ledger must be 1m to 87600h, is 59s'",
        "--retain-ledger=87601h, '--retain-ledger must be 1m to 87600h, is 87601h'",
        "--retain-ledger=1y, --retain-ledger must be like 800ms",
        "--retain-ledger=1h, '--retain-ledger needs a folder, --ledger-archive'",
        "--retain-ledger=1h --ledger-archive=/none, '--ledger-archive: cannot write to the folder /none'",
        "--reservation-max=8761h, '--reservation-max must be 1s to 8760h, is 8761h'",
        "--expiry=often, --expiry"
    })
    void aLimitOutOfRangeIsRefusedByItsFlag(String argument, String message) {
        assertThatThrownBy(() -> onH2(argument.split(" ")).open())
                .isInstanceOfAny(SetupException.class, CommandLine.ParameterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theLimitsReachTheInventory() {
        StoreOptions options = onH2(
                "--writers=2",
                "--batch-commands=3",
                "--batch-lines=4",
                "--queue-commands=5",
                "--queue-lines=6",
                "--lock-timeout=700ms",
                "--statement-timeout=2s");
        assertThat(options.settings().lockTimeout()).isEqualTo(Duration.ofMillis(700));
        assertThat(options.settings().statementTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.toString()).contains(new BatchLimits(2, 3, 4, 5, 6).toString(), "lockTimeout=700 ms");
        try (JdbiInventory inventory = options.open()) {
            List<OrderLine> seven = IntStream.range(0, 7)
                    .mapToObj(i -> new OrderLine(new Sku("S" + i), 1))
                    .toList();
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) answers.add(inventory.submit(new Deduct(new OrderId("o" + i), seven)));
            assertThat(answers).as("refused as overloaded").anyMatch(CompletableFuture::isCompletedExceptionally);
        }
        assertThat(parse("--group-commit=off").toString()).doesNotContain("BatchLimits");
    }

    @ParameterizedTest
    @CsvSource({
        "--expiry-interval=1h",
        "--expiry-batch=1000",
        "--expiry-rate=100000",
        "--reservation-max=8760h",
        "--signal-retention=8760h",
        "--retain-orders=87600h"
    })
    void theLargestLimitsAreTakenByTheLibraryToo(String argument) {
        StoreOptions options = onH2(argument);
        try (JdbiInventory inventory = options.open()) {
            options.startUpkeep(inventory);
        }
    }

    @Test
    void overdueReservationsExpireByThemselvesUnlessThatIsOff() {
        for (boolean isOn : new boolean[] {true, false}) {
            StoreOptions options = onH2("--expiry=" + (isOn ? "on" : "off"), "--expiry-interval=10ms");
            try (JdbiInventory inventory = options.open()) {
                options.startUpkeep(inventory);
                Instant end = reserve(inventory, Duration.ofSeconds(1));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> isOn
                                ? inventory.stock(SKU).reserved() == 0
                                : Instant.now().isAfter(end.plusMillis(500)));
                assertThat(inventory.stock(SKU).reserved()).isEqualTo(isOn ? 0 : 1);
                assertThat(inventory.execute(new Expire(ORDER))).isEqualTo(new ExpireOutcome.Expired(ORDER, isOn));
            }
        }
    }

    @Test
    void closedOrdersAreCompactedByThemselvesIfThatIsOn() throws SQLException {
        StoreOptions options = onH2("--retain-orders=1m", "--expiry=off");
        assertThat(options.toString()).contains("retainOrders=1m");
        assertThat(parse().toString()).contains("retainOrders=off");
        try (JdbiInventory inventory = options.open();
                Connection connection =
                        DriverManager.getConnection(options.settings().url(), "sa", "")) {
            reserve(inventory, Duration.ofSeconds(1));
            inventory.rollback(ORDER);
            connection
                    .createStatement()
                    .execute("update inventory_orders set closed_at = closed_at - interval '61' second");
            options.startUpkeep(inventory);
            Awaitility.await().until(() -> inventory.order(ORDER).compacted());
        }
    }

    @Test
    void theLongestReservationReachesTheInventory() {
        try (JdbiInventory inventory = onH2("--reservation-max=2m").open()) {
            reserve(inventory, Duration.ofMinutes(1));
            assertThatThrownBy(() -> inventory.extend(ORDER, Duration.ofMinutes(3)))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.EXTENSION_EXCEEDS_LIMIT));
        }
    }

    private static Instant reserve(JdbiInventory inventory, Duration timeToLive) {
        inventory.create(SKU, 1, new RequestId("opening"));
        return ((Reserved) inventory.reserve(ORDER, List.of(new OrderLine(SKU, 1)), timeToLive)).expiresAt();
    }

    @Test
    void theDefaultsAreThoseOfTheLibrary() {
        assertThat(parse().toString())
                .contains(BatchLimits.DEFAULT.toString())
                .contains("expiry=on, " + ExpiryLimits.DEFAULT)
                .contains("reservationMax=" + Durations.text(Extend.TOTAL_MAX_DEFAULT));
        assertThat(parse("--expiry=off").toString()).contains("expiry=off").doesNotContain("ExpiryLimits");
        assertThat(parse().settings()).isEqualTo(StoreSettings.of("jdbc:h2:file:./data/inventory", "sa", ""));
    }

    @Test
    void theFormOfStatementsIsGivenToTheInventory() {
        try (JdbiInventory inventory = onH2("--statements=portable").open()) {
            assertThat(inventory.create(new Sku("A"), 1, new RequestId("1")).available())
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> onH2("--statements=arrays").open())
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("H2 can't take statements with arrays");
    }

    @ParameterizedTest
    @CsvSource({
        "auto, lacks the extension citus",
        "check, lacks 5 migration(s)",
        "off, --distribute needs --migrate=auto or --migrate=check"
    })
    void whatCannotBeDistributedIsRefused(String migrate, String message) {
        assertThatThrownBy(() -> onH2("--distribute", "--migrate=" + migrate).open())
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
