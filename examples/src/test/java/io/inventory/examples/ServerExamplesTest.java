package io.inventory.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.grpc.EndpointSettings;
import io.inventory.grpc.InventoryEndpoint;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples' mains against a server. */
class ServerExamplesTest {
    private final Inventory inventory = new InMemoryInventory();
    private final InventoryEndpoint server;
    private final String address;

    ServerExamplesTest() throws IOException {
        server = InventoryEndpoint.start(inventory, EndpointSettings.DEFAULT.withPort(0));
        address = "127.0.0.1:" + server.port();
    }

    @BeforeEach
    void stockMugs() {
        inventory.create(new Sku("mug"), 10, new RequestId("opening"));
    }

    /** The first call of a virtual machine loads much, for which a busy one needs longer than the client's default. */
    @BeforeEach
    void loadWhatACallNeeds() {
        assertThat(ServerCommand.execute(new CartCheck(), "--address", address, "--deadline-seconds", "60", "x=1"))
                .isEqualTo(3);
    }

    @AfterEach
    void stopServer() {
        server.close();
        inventory.close();
    }

    @Test
    void aCartLearnsWhetherItsBasketCanBeSold() {
        assertThat(ServerCommand.execute(new CartCheck(), "--address", address, "mug=10"))
                .isEqualTo(0);
        assertThat(ServerCommand.execute(new CartCheck(), "--address", address, "mug=6", "mug=5"))
                .isEqualTo(3);
        assertThat(ServerCommand.execute(new CartCheck(), "--address", address, "mug=1", "a=b=1"))
                .isEqualTo(3);
        assertThat(ServerCommand.execute(new CartCheck(), "--address", address, "mug"))
                .isEqualTo(2);
    }

    @Test
    void theOrderFlowGivesBackAllThatItTook() {
        assertThat(ServerCommand.execute(new OrderFlow(), "--address", address, "--sku", "mug"))
                .isEqualTo(0);
        assertThat(inventory.stock(new Sku("mug")).available()).isEqualTo(16);
        assertThat(inventory.stock(new Sku("mug")).version()).isEqualTo(5);
    }

    @Test
    void signalsArePrintedFromWhereTheLastRunEnded() {
        Sku mug = new Sku("mug");
        OrderId order = new OrderId("all");
        inventory.deduct(order, List.of(new OrderLine(mug, 10)));
        inventory.rollback(order);
        assertThat(ServerCommand.execute(new WatchStock(), "--address", address, "--oldest", "--count", "2"))
                .isEqualTo(0);
        String[] after = {"--address", address, "--resume-token", "1", "--count", "1"};
        assertThat(ServerCommand.execute(new WatchStock(), after)).isEqualTo(0);
        after[3] = "3";
        assertThat(ServerCommand.execute(new WatchStock(), after)).isEqualTo(1);
    }

    @Test
    void theFirstOrderIsTakenOnce() {
        FirstOrder.main(new String[] {address});
        FirstOrder.main(new String[] {address});
        assertThat(inventory.stock(new Sku("mug")).available()).isEqualTo(7);
    }

    @Test
    void theReplayWritesTheFinalStock(@TempDir Path folder) throws IOException {
        Path output = folder.resolve("final-stock.csv");
        String[] options = {"--address", address, "--opening", "50", "--output", output.toString()};

        assertThat(ServerCommand.execute(new ReplayOrders(), options)).isEqualTo(0);
        List<String> expected = new TreeMap<>(new RuleOfTheReplay(50).stock)
                .entrySet().stream()
                        .map(each -> each.getKey() + "," + each.getValue())
                        .toList();
        List<String> written = Files.readAllLines(output);
        assertThat(written.get(0)).isEqualTo("sku_id,available_stock");
        assertThat(written.subList(1, written.size())).isEqualTo(expected);

        assertThat(ServerCommand.execute(new ReplayOrders(), options)).isEqualTo(0);
        assertThat(Files.readAllLines(output)).isEqualTo(written);

        options[3] = "51";
        assertThat(ServerCommand.execute(new ReplayOrders(), options)).isEqualTo(1);
    }

    /** The library writes to System.err while it runs, on a thread of its own. */
    @Test
    void withoutATerminalNoProgressIsDrawn(@TempDir Path folder) throws Exception {
        for (boolean progress : new boolean[] {false, true}) {
            Path log = folder.resolve("log-" + progress);
            int status = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ReplayOrders.class.getName(),
                            "--address=" + address,
                            "--output=" + folder.resolve("stock.csv"),
                            progress ? "--progress" : "--deadline-seconds=60")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            String text = Files.readString(log);
            assertThat(status).as(text).isZero();
            assertThat(text).contains(" SKUs with 100 units each, in ");
            assertThat(text.contains("Creating SKUs")).as(text).isEqualTo(progress);
        }
    }

    @Test
    void anExampleWithoutAServerEndsWithStatusOne() {
        server.close();
        assertThat(ServerCommand.execute(new CartCheck(), "--address", address, "--deadline-seconds", "1", "mug=1"))
                .isEqualTo(1);
    }
}
