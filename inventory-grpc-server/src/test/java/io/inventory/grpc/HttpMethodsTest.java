package io.inventory.grpc;

import static io.inventory.grpc.HttpFixture.ADMIN;
import static io.inventory.grpc.HttpFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.inventory.Inventory;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.grpc.HttpFixture.Reply;
import io.inventory.grpc.ScriptedInventory.Asked;
import io.inventory.grpc.http.HttpSettings;
import io.inventory.grpc.security.ServerSecurity;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The methods over HTTP: the same answers, errors, limits and counters as over gRPC. */
@Timeout(120)
@ExpectedLog({RequestHandler.class, OperatorLog.class, ReadOnlySwitch.class})
class HttpMethodsTest {
    private static final Sku SKU = new Sku("mug");
    private static final String MUG = "{\"sku_id\": \"mug\"}";
    private static final String ORDER = "{\"order_id\": \"o\", \"items\": [{\"sku_id\": \"mug\", \"quantity\": 3}]}";

    private static Inventory stocked() {
        Inventory inventory = new InMemoryInventory();
        inventory.create(SKU, 10, new RequestId("opening"));
        return inventory;
    }

    @Test
    void everyUnaryMethodAnswersAnEmptyRequestAsItDoesOverGrpcAndEveryStreamSaysThatItIsOne() throws Exception {
        Map<String, String> wrong = new TreeMap<>();
        int methods = 0;
        try (HttpFixture server = HttpFixture.serving(stocked())) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(
                            "127.0.0.1", server.endpoint().port())
                    .usePlaintext()
                    .disableRetry()
                    .build();
            for (ServerServiceDefinition service : server.endpoint().services())
                if (service.getServiceDescriptor().getName().startsWith("inventory."))
                    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
                        methods++;
                        String name = method.getMethodDescriptor().getFullMethodName();
                        Reply reply = server.post("/" + name, "{}");
                        String expected = method.getMethodDescriptor().getType() == MethodType.UNARY
                                ? overGrpc(channel, method.getMethodDescriptor())
                                : "12 " + name + " is a stream";
                        String met = reply.status() == 200
                                ? "ok"
                                : reply.code() + " " + reply.message() + " " + violations(reply);
                        if (!met.startsWith(expected)) wrong.put(name, met + " instead of " + expected);
                    }
            channel.shutdownNow();
        }
        assertThat(wrong).isEmpty();
        assertThat(methods).isGreaterThanOrEqualTo(22);
    }

    private static <Q, S> String overGrpc(ManagedChannel channel, MethodDescriptor<Q, S> method) throws Exception {
        try {
            Q empty = method.parseRequest(InputStream.nullInputStream());
            var unused = ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, empty);
            return "ok";
        } catch (StatusRuntimeException e) {
            com.google.rpc.Status status = StatusProto.fromThrowable(e);
            return status.getCode() + " " + status.getMessage() + " " + violations(Reply.class.cast(asReply(status)));
        }
    }

    /** A status that came over gRPC, in JSON. */
    private static Reply asReply(com.google.rpc.Status status) throws Exception {
        String json = JsonFormat.printer()
                .usingTypeRegistry(TypeRegistry.newBuilder()
                        .add(ErrorInfo.getDescriptor())
                        .add(BadRequest.getDescriptor())
                        .add(RetryInfo.getDescriptor())
                        .build())
                .alwaysPrintFieldsWithNoPresence()
                .preservingProtoFieldNames()
                .print(status);
        return new Reply(
                0,
                JsonParser.parseString(json).getAsJsonObject(),
                java.net.http.HttpHeaders.of(Map.of(), (name, value) -> true));
    }

    private static JsonArray violations(Reply reply) {
        return reply.json().getAsJsonArray("details");
    }

    @Test
    void anOrderTakesUnitsAndWhatIsSentAgainIsReplayed() throws Exception {
        try (HttpFixture server = HttpFixture.serving(stocked())) {
            Reply first = server.post(ORDERS + "DeductStock", ORDER);
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.json()).hasToString("{\"deducted\":{\"order_id\":\"o\",\"replayed\":false}}");
            assertThat(server.post(ORDERS + "DeductStock", ORDER).json())
                    .hasToString("{\"deducted\":{\"order_id\":\"o\",\"replayed\":true}}");
            // protobuf's own names are read too, and numbers as texts
            assertThat(server.post(
                                    ORDERS + "DeductStock",
                                    ORDER.replace("order_id", "orderId").replace("3", "\"3\""))
                            .json())
                    .hasToString("{\"deducted\":{\"order_id\":\"o\",\"replayed\":true}}");
            Reply stock = server.post(ORDERS + "GetStock", MUG);
            assertThat(stock.json()
                            .getAsJsonObject("stock")
                            .get("available_stock")
                            .getAsString())
                    .isEqualTo("7");
            assertThat(stock.json()
                            .getAsJsonObject("stock")
                            .get("reserved_stock")
                            .getAsString())
                    .as("zero is there too")
                    .isEqualTo("0");
            assertThat(stock.headers().firstValue("content-type")).contains("application/json");
            assertThat(stock.headers().firstValue("cache-control")).contains("no-store");
        }
    }

    @Test
    void aRejectionIsAnAnswerAndMisuseIsAStatusWithItsDetails() throws Exception {
        try (HttpFixture server = HttpFixture.serving(stocked())) {
            Reply rejected = server.post(ORDERS + "DeductStock", ORDER.replace("3", "11"));
            assertThat(rejected.status()).isEqualTo(200);
            assertThat(rejected.json().getAsJsonObject("rejected").get("shortages"))
                    .hasToString("[{\"sku_id\":\"mug\",\"requested\":\"11\",\"available\":\"10\"}]");
            Reply unknown = server.post(ORDERS + "GetStock", "{\"sku_id\": \"cup\"}");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.reason()).isEqualTo("SKU_NOT_FOUND");
            assertThat(unknown.json().getAsJsonArray("details"))
                    .hasToString(
                            "[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"SKU_NOT_FOUND\","
                                    + "\"domain\":\"inventory\",\"metadata\":{\"sku_id\":\"cup\"}}]");
            Reply other = server.post(ORDERS + "DeductStock", ORDER.replace("3", "4"));
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.reason()).isEqualTo("ORDER_MISMATCH");
            Reply below = server.post(
                    ADMIN + "AdjustStock",
                    "{\"sku_id\": \"mug\", \"delta\": -11, \"reason\": \"lost\", \"request_id\": \"r\"}");
            assertThat(below.status()).isEqualTo(400);
            assertThat(below.reason()).isEqualTo("ADJUSTMENT_BELOW_ZERO");
        }
    }

    @Test
    void whatThereIsNotIsUnimplemented() throws Exception {
        try (HttpFixture server = HttpFixture.inMemory()) {
            for (String path :
                    List.of("/", "/inventory.v1.InventoryService", ORDERS + "Whatever", "/unknown/unknown")) {
                Reply reply = server.post(path, "{}");
                assertThat(reply.status()).isEqualTo(501);
                assertThat(reply.message())
                        .startsWith("this server has no such method")
                        .doesNotContain("Whatever");
            }
            assertThat(server.post("/grpc.health.v1.Health/Check", "{}").status())
                    .isEqualTo(501);
        }
    }

    @Test
    void aCallersTimeIsOverForTheRequestToo() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (HttpFixture server = HttpFixture.serving(inventory)) {
            long begin = System.nanoTime();
            Reply reply = server.post(ORDERS + "GetStock", MUG, "Grpc-Timeout", "200m");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            assertThat(reply.status()).isEqualTo(504);
            assertThat(reply.code()).isEqualTo(4);
            Asked asked = inventory.asked().element();
            Awaitility.await().until(() -> asked.answer().isCancelled());
            // the connection goes on
            inventory.fail(io.inventory.GetStock.class, io.inventory.NotFoundException.sku(SKU));
            assertThat(server.post(ORDERS + "GetStock", MUG).status()).isEqualTo(404);
        }
    }

    @Test
    void withoutATimeOfItsOwnACallerHasTheServers() throws Exception {
        try (HttpFixture server = HttpFixture.serving(new ScriptedInventory(), Duration.ofMillis(200))) {
            Reply reply = server.post(ORDERS + "GetStock", MUG);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.reason()).isEqualTo("UNAVAILABLE");
            assertThat(reply.headers().firstValue("retry-after")).contains("1");
        }
    }

    @Test
    void whoLeavesIsNotServedAnyMore() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (HttpFixture server = HttpFixture.serving(inventory)) {
            try (RawHttp peer = server.connect()) {
                peer.send(RawHttp.post(ORDERS + "GetStock", MUG));
                Awaitility.await().until(() -> !inventory.asked().isEmpty());
            }
            Asked asked = inventory.asked().element();
            Awaitility.await().until(() -> asked.answer().isCancelled());
        }
    }

    @Test
    void aBugIsAnInternalErrorAndTellsNothingButItsId() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        inventory.fail(io.inventory.GetStock.class, new IllegalStateException("select secret"));
        try (HttpFixture server = HttpFixture.serving(inventory)) {
            Reply reply = server.post(ORDERS + "GetStock", MUG);
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.reason()).isEqualTo("INTERNAL");
            assertThat(reply.json().toString()).contains("correlation_id").doesNotContain("secret");
        }
    }

    /** JSON has no times after the year 9999. */
    @Test
    void anAnswerThatCanNotBeWrittenAsJsonIsAnInternalErrorAndTheConnectionGoesOn() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (HttpFixture server = HttpFixture.serving(inventory);
                RawHttp peer = server.connect()) {
            peer.send(RawHttp.post(ORDERS + "GetStock", MUG));
            Awaitility.await().until(() -> !inventory.asked().isEmpty());
            Instant never = Instant.parse("+20000-01-01T00:00:00Z");
            inventory.asked().element().answer().complete(new Stock(SKU, 1, 0, 0, 0, 1, never, never));
            assertThat(peer.answer()).startsWith("HTTP/1.1 500 ").contains("correlation_id");
            assertThat(peer.send(RawHttp.post(ORDERS + "Whatever", "{}")).answer())
                    .startsWith("HTTP/1.1 501 ");
        }
    }

    @Test
    void aReadOnlyServerRefusesCommandsOverBothAndIsSetOverEither() throws Exception {
        try (HttpFixture server = HttpFixture.serving(stocked())) {
            Reply set = server.post(ADMIN + "SetReadOnly", "{\"read_only\": true, \"reason\": \"stock-taking\"}");
            assertThat(set.json().getAsJsonObject("status").get("read_only").getAsBoolean())
                    .isTrue();
            assertThat(server.endpoint().isReadOnly()).isTrue();
            Reply refused = server.post(ORDERS + "DeductStock", ORDER);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.reason()).isEqualTo("READ_ONLY");
            assertThat(server.post(ORDERS + "GetStock", MUG).status()).isEqualTo(200);
        }
    }

    @Test
    void callsAreCountedByMethodAndStatusWithThoseOverGrpc() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EndpointSettings settings = EndpointSettings.DEFAULT.withPort(0).with(new HttpSettings("127.0.0.1", 0));
        try (HttpFixture server =
                new HttpFixture(InventoryEndpoint.start(stocked(), settings, ServerSecurity.none(), registry))) {
            server.post(ORDERS + "GetStock", MUG);
            server.post(ORDERS + "GetStock", "{\"sku_id\": \"cup\"}");
            List<String> counted = new ArrayList<>();
            Awaitility.await().untilAsserted(() -> {
                counted.clear();
                registry.get("grpc.server.processing.duration").tag("method", "GetStock").timers().stream()
                        .filter(timer -> timer.count() > 0)
                        .forEach(timer -> counted.add(timer.getId().getTag("statusCode") + " " + timer.count()));
                assertThat(counted).containsExactlyInAnyOrder("OK 1", "NOT_FOUND 1");
            });
            assertThat(registry.get("inventory.server.connections").gauge().value())
                    .isEqualTo(1);
        }
    }

    @Test
    void aStopAnswersWhatIsUnderWayAndClosesTheRest() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        HttpFixture server = HttpFixture.serving(inventory);
        try (RawHttp busy = server.connect();
                RawHttp idle = server.connect()) {
            busy.send(RawHttp.post(ORDERS + "GetStock", MUG));
            Awaitility.await().until(() -> !inventory.asked().isEmpty());
            Thread stop = new Thread(server::close);
            stop.start();
            assertThat(idle.isClosed()).isTrue();
            inventory.asked().element().answer().completeExceptionally(io.inventory.NotFoundException.sku(SKU));
            String answer = busy.answer();
            assertThat(answer).startsWith("HTTP/1.1 404 ").containsIgnoringCase("\r\nconnection: close\r\n");
            assertThat(busy.isClosed()).isTrue();
            stop.join(10_000);
            assertThat(stop.isAlive()).isFalse();
        } finally {
            server.close();
        }
    }
}
