package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Deduct;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class StoreOptionsTest {
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
        "--batch-lines=0, --batch-lines must be 1 to 100000",
        "--batch-lines=100001, --batch-lines must be 1 to 100000",
        "--queue-commands=-1, --queue-commands must be 1 to 1000000",
        "--queue-commands=1000001, --queue-commands must be 1 to 1000000",
        "--queue-lines=0, --queue-lines must be 1 to 10000000",
        "--queue-lines=10000001, --queue-lines must be 1 to 10000000",
        "--lock-timeout=2h, '--lock-timeout must be 1ms to 1h, is 2h'",
        "--lock-timeout=0s, --lock-timeout",
        "--statement-timeout=3601s, '--statement-timeout must be 1ms to 1h, is 3601s'",
        "--statement-timeout=5, --statement-timeout"
    })
    void aLimitOutOfRangeIsRefusedByItsFlag(String argument, String message) {
        assertThatThrownBy(() -> onH2(argument).open())
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

    @Test
    void theDefaultsAreThoseOfTheLibrary() {
        assertThat(parse().toString()).contains(BatchLimits.DEFAULT.toString());
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
        "check, lacks 1 migration(s)",
        "off, --distribute needs --migrate=auto or --migrate=check"
    })
    void whatCannotBeDistributedIsRefused(String migrate, String message) {
        assertThatThrownBy(() -> onH2("--distribute", "--migrate=" + migrate).open())
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
