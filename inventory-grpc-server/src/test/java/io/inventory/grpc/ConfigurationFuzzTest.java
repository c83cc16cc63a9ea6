package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.fuzz.Fuzz;
import io.inventory.grpc.security.SecurityOptions;
import io.inventory.jdbi.cli.ProcessStart;
import io.inventory.jdbi.cli.StartOptions;
import io.inventory.jdbi.cli.StoreOptions;
import io.inventory.jdbi.management.ManagementOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** However a server is set up, it can be started, or one line says what is wrong. */
class ConfigurationFuzzTest {
    /** In the input it separates the command line and the environment, a line each, and a file of settings. */
    private static final String PART = "\n---\n";

    private static final List<String> EXAMPLES = List.of(
            "--port=0\n--pool-size=4" + PART + "INVENTORY_STORE_WAIT=1m" + PART + "queue-lines=7\nmigrate=check\n",
            "--jdbc-url=jdbc:postgresql://h/d?user=u&password=p\n--print-config" + PART
                    + "INVENTORY_LOG_LEVEL=debug\nHOME=/x" + PART
                    + "# of the shop\nstatements: arrays\nretain-orders 90d\n",
            "--reservation-max=2h\n--expiry-batch\n100\n--distribute" + PART + PART
                    + "group-commit=off\nread-only=on\n");
    private static final List<String> WORDS = List.of(
            PART,
            "--",
            "=",
            "--config",
            "--print-config",
            "--jdbc-password=",
            "jdbc-password-file=",
            "INVENTORY_PORT=tcp://1",
            "INVENTORY_",
            "INVENTORY_JDBC_URL=",
            "off",
            "on",
            "auto",
            "0s",
            "1h",
            "writers=2",
            "\\u0000",
            "\\\n",
            "known-stocks=",
            "signal-retention=1d",
            "--management-port=off",
            "--page",
            "tls-cert=x");

    /** Each builds the whole command line. */
    private static final int COST = 50;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** The options of a server, which is not started. */
    @Command(name = "inventory-grpc-server")
    private static final class Configured implements Callable<Integer> {
        @Mixin
        @SuppressWarnings("UnusedVariable") // it is parsed; to look at an address could ask name servers
        private final EndpointOptions endpoint = new EndpointOptions();

        @Option(names = ManagementOptions.PORT, defaultValue = "9091")
        private String managementPort = "";

        @Mixin
        private final ManagementOptions management = new ManagementOptions();

        @Mixin
        private final SecurityOptions security = new SecurityOptions();

        @Mixin
        private final StoreOptions store = new StoreOptions();

        @Mixin
        private final StartOptions start = new StartOptions();

        @Override
        public Integer call() {
            management.require(managementPort);
            assertThat(store.settings()).isNotNull();
            start.beginLog();
            assertThat(store + " " + security).isNotBlank();
            return 0;
        }
    }

    private int start(String input, PrintStream err) throws Exception {
        String[] parts = (input + PART + PART).split(PART, -1);
        Path file = Files.write(folder.resolve("settings"), parts[2].getBytes(StandardCharsets.UTF_8));
        List<String> args = new ArrayList<>(List.of("--config=" + file));
        for (String arg : parts[0].split("\n", -1)) if (!arg.isEmpty() && !arg.startsWith("--config")) args.add(arg);
        Map<String, String> environment = new HashMap<>();
        for (String variable : parts[1].split("\n", -1)) {
            int equals = variable.indexOf('=');
            if (equals > 0) environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        CommandLine command = new CommandLine(new Configured());
        command.setOut(new PrintWriter(new StringWriter()));
        PrintStream before = System.err;
        System.setErr(err);
        try {
            return ProcessStart.run(command, args.toArray(String[]::new), environment, e -> Optional.empty());
        } finally {
            System.setErr(before);
        }
    }

    /** Found with other inputs than those of every build: thousands of unknown options took a gigabyte to parse. */
    @Test
    void aCommandLineOfThousandsOfArgumentsIsRefusedUnread() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = start("-x\n".repeat(3_000), new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(status).isEqualTo(ProcessStart.EXIT_SETUP);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("3001 arguments, more than 500; --help");
    }

    @Test
    void aServerCanBeStartedOrOneLineSaysWhatIsWrong() throws InterruptedException {
        Fuzz.texts("configurations", EXAMPLES, WORDS).cost(COST).run(input -> {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int status = start(input, new PrintStream(err, true, StandardCharsets.UTF_8));
            String said = err.toString(StandardCharsets.UTF_8);
            if (status == 0) return true;
            assertThat(status).as(said).isEqualTo(ProcessStart.EXIT_SETUP);
            assertThat(said.lines()).as(said).hasSize(1);
            assertThat(said).startsWith("inventory-grpc-server: ");
            return false;
        });
    }
}
