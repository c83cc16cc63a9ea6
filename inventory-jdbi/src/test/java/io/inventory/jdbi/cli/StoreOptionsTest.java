package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SetupException;
import java.util.UUID;
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
