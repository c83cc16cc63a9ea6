package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.LedgerRetention;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What archive verify says of files, by themselves and against a database. */
class ArchiveCommandTest {
    private static final Sku SKU = new Sku("mug");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final StoreSettings settings =
            StoreSettings.of("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private StorePool pool = StorePool.open(settings);

    @BeforeEach
    void archive() throws Exception {
        Schema.migrate(pool.dataSource());
        try (JdbiInventory inventory = JdbiInventory.on(pool.dataSource())) {
            inventory.create(SKU, 5, new RequestId("1"));
            for (int i = 2; i < 5; i++) inventory.adjust(SKU, 1, "more", new RequestId("" + i));
            sql("update inventory_logs set created_at = created_at - interval '2' hour");
            try (LedgerRetention retention = LedgerRetention.start(inventory, LedgerRetention.RETAINED_MIN, folder)) {
                assertThat(retention).isNotNull();
                await().until(() ->
                        files().stream().anyMatch(file -> file.toString().endsWith(".gz")));
            }
        }
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private void sql(String change) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection()) {
            connection.createStatement().execute(change);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private int run(String... arguments) {
        return InventoryServer.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, command, result) -> {
                    assertThat(e).isInstanceOf(SetupException.class);
                    err.append(String.valueOf(e.getMessage()));
                    return 2;
                })
                .execute(arguments);
    }

    @Test
    void aFileIsProvedByItselfAndAgainstTheDatabase() throws Exception {
        String file = files().get(0).toString();
        assertThat(run("archive", "verify", file)).isZero();
        assertThat(run("--jdbc-url=" + settings.url(), "archive", "verify", "--against-database", file))
                .isZero();
        assertThat(out.toString().lines())
                .containsOnly(file + ": 3 entries, proved")
                .hasSize(2);
        sql(
                "update inventory_checkpoints set version = 2, sums = '[[\"initialized\",1,5,0],[\"manual_adjust\",1,1,0]]',"
                        + " available_after = 6");
        assertThat(run("--jdbc-url=" + settings.url(), "archive", "verify", "--against-database", file))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains(file + ": SKU mug is archived up to version 3, and the database has it archived up to 2");
    }

    @Test
    void oneThatIsNotProvedIsSaidAndTheOthersAreProved() throws Exception {
        Path good = files().get(0);
        byte[] bytes = Files.readAllBytes(good);
        Path bad = Files.write(folder.resolve("bad"), Arrays.copyOf(bytes, bytes.length - 9));
        assertThat(run(
                        "archive",
                        "verify",
                        bad.toString(),
                        good.toString(),
                        folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(out.toString()).isEqualTo(good + ": 3 entries, proved" + System.lineSeparator());
        assertThat(err.toString())
                .contains("not proved: " + bad + ", line ")
                .contains("not proved: " + folder.resolve("none") + ": there is no such file");
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThat(run("archive")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("verify");
        assertThat(run("archive", "verify")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("FILE");
        assertThat(run(
                        "--jdbc-url=jdbc:h2:file:" + folder.resolve("no/database"),
                        "archive",
                        "verify",
                        "--against-database",
                        "file"))
                .isEqualTo(2);
    }
}
