package io.inventory.grpc;

import static io.inventory.grpc.HttpFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.grpc.http.HttpLimits;
import io.inventory.grpc.http.HttpSettings;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.transaction.RecordedLog;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that send over HTTP what is not HTTP, or too much of it, or too slowly. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, Connections.class})
class HttpHostileTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String GET_STOCK = ORDERS + "GetStock";
    private static final String GET_ORDER = ORDERS + "GetOrder";
    private static final String MUG = "{\"sku_id\": \"mug\"}";

    private final InMemoryInventory inventory = new InMemoryInventory();
    private final List<RawHttp> peers = new ArrayList<>();

    HttpHostileTest() {
        inventory.create(new Sku("mug"), 10, new RequestId("opening"));
    }

    @AfterEach
    void leave() throws IOException {
        for (RawHttp peer : peers) peer.close();
    }

    private RawHttp connect(HttpFixture server) throws IOException {
        RawHttp peer = server.connect();
        peers.add(peer);
        return peer;
    }

    private HttpFixture patient() throws IOException {
        return HttpFixture.limited(
                inventory, usual -> new HttpLimits(LONG, LONG, LONG, LONG, LONG, usual.bytesHeldMax()));
    }

    private HttpFixture limited(UnaryOperator<HttpLimits> limits) throws IOException {
        return HttpFixture.limited(inventory, limits);
    }

    private static void assertStillServes(HttpFixture server) throws Exception {
        assertThat(server.post(GET_STOCK, MUG).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "BREW"})
    void otherThingsThanPostAreNotAllowed(String method) throws Exception {
        try (HttpFixture server = patient()) {
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG).replaceFirst("POST", method));
            assertThat(peer.answer()).startsWith("HTTP/1.1 405 ").containsIgnoringCase("\r\nallow: POST\r\n");
            assertThat(peer.isClosed()).isTrue();
            assertStillServes(server);
        }
    }

    @Test
    void theAnswerToHeadHasNoBody() throws Exception {
        try (HttpFixture server = patient()) {
            RawHttp peer = connect(server).send("HEAD " + GET_STOCK + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(peer.answer()).startsWith("HTTP/1.1 405 ").endsWith("\r\n\r\n");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: https://shop.example", "Origin: null", "Sec-Fetch-Site: same-origin"})
    void aWebPageIsRefusedWhereverItComesFrom(String header) throws Exception {
        try (HttpFixture server = patient()) {
            String answer =
                    connect(server).send(RawHttp.post(GET_STOCK, MUG, header)).answer();
            assertThat(answer).startsWith("HTTP/1.1 403 ").contains("PERMISSION_DENIED");
            assertThat(answer).doesNotContainIgnoringCase("access-control");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "415|Content-Type: application/json|Content-Type: text/plain",
                "415|Content-Type: application/json|Content-Type: application/x-www-form-urlencoded",
                "415|Content-Type: application/json|Content-Type: application/json; charset=utf-16",
                "415|Content-Type: application/json|X: y",
                "415|Host: x|Host: x@Content-Encoding: gzip",
                "400|Host: x|X: y",
                "400|Host: x|Host: x@Host: y",
                "400|Host: x|Host: x@Authorization: a@Authorization: b",
                "400|Host: x|Host: x@Grpc-Timeout: soon",
                "400|Host: x|Host: x@Grpc-Timeout: 1s",
                "400|Host: x|Host: x@Grpc-Timeout: 123456789S",
                "400|Host: x|Host: x@Grpc-Timeout: -1S",
                "417|Host: x|Host: x@Expect: a-miracle",
                "400|GetStock HTTP|GetStock?sku_id=mug HTTP",
                "505|HTTP/1.1|HTTP/2.0",
                "505|HTTP/1.1|HTTP/0.9",
                "400|HTTP/1.1|HTCPCP/1.0",
                "400|Host: x|Host: x@No colon",
                "400|Host: x|Host: x@Space : before",
            })
    void aHeadThatIsNotAsItShouldBeIsRefused(int status, String from, String to) throws Exception {
        try (HttpFixture server = patient()) {
            String request = RawHttp.post(GET_STOCK, MUG).replace(from, to.replace("@", "\r\n"));
            RawHttp peer = connect(server).send(request);
            assertThat(peer.answer()).startsWith("HTTP/1.1 " + status + " ").contains("{\"code\":");
            assertThat(peer.isClosed()).isTrue();
            assertStillServes(server);
        }
    }

    static Stream<String> ambiguousBodies() {
        return Stream.of(
                "Content-Length: 5@Transfer-Encoding: chunked@@0@@",
                "Transfer-Encoding: chunked@Content-Length: 5@@0@@",
                "Content-Length: 2@Content-Length: 3@@{}",
                "Content-Length: 2, 2@@{}",
                "Content-Length: -2@@{}",
                "Content-Length: +2@@{}",
                "Content-Length: 99999999999999999999@@{}",
                "Transfer-Encoding: gzip, chunked@@0@@",
                "Transfer-Encoding: chunked@Transfer-Encoding: identity@@0@@",
                "Transfer-Encoding: chunked@@zz@@",
                "Transfer-Encoding: chunked@@-1@@",
                "Transfer-Encoding: chunked@@+2@{}@0@@",
                "Transfer-Encoding: chunked@@0x2@{}@0@@",
                "Transfer-Encoding: chunked@@100000002@{}@0@@",
                "Transfer-Encoding: chunked@@2\n{}\n0\n\n",
                "Transfer-Encoding: chunked@@2@{}x@0@@",
                "Transfer-Encoding: chunked, chunked@@0@@",
                "Transfer-Encoding: xchunked@@0@@",
                "Transfer-Encoding: \u000bchunked@@0@@",
                "Transfer-Encoding : chunked@@0@@",
                "Transfer_Encoding: chunked@Transfer-Encoding: identity@@0@@",
                "Content-Length: 2@ 3@@{}",
                "Content-Length: 0x2@@{}",
                "Content-Length: 2\u00a0@@{}");
    }

    @ParameterizedTest
    @MethodSource("ambiguousBodies")
    void aBodyWhoseEndTwoReadersWouldSeeInDifferentPlacesIsRefused(String rest) throws Exception {
        try (HttpFixture server = patient()) {
            RawHttp peer = connect(server)
                    .send("POST " + GET_STOCK + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + rest.replace("@", "\r\n"));
            assertThat(peer.answer()).startsWith("HTTP/1.1 4");
            assertThat(peer.isClosed()).isTrue();
            assertStillServes(server);
        }
    }

    /** A proxy that speaks 1.0 knows no chunks, so that what follows is never taken for another request. */
    @Test
    void behindChunksOfHttp10NothingIsRead() throws Exception {
        try (HttpFixture server = patient()) {
            RawHttp peer = connect(server)
                    .send("POST " + GET_STOCK
                            + " HTTP/1.0\r\nContent-Type: application/json\r\nConnection: keep-alive\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n10\r\n" + MUG + "\r\n0\r\n\r\n"
                            + RawHttp.post(GET_STOCK, MUG));
            assertThat(peer.answer()).startsWith("HTTP/1.1 ").containsIgnoringCase("\r\nconnection: close\r\n");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void linesThatEndInLfAloneAreRefused() throws Exception {
        try (HttpFixture server = patient()) {
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG).replace("\r\n", "\n"));
            assertThat(peer.answer()).startsWith("HTTP/1.1 400 ");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void whatIsNoHttpAtAllIsRefusedAndNotRepeated() throws Exception {
        try (HttpFixture server = patient()) {
            for (String bytes : List.of(
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "\u0016\u0003\u0001\u0002 hello\r\n\r\n",
                    "<script>alert(1)</script>\r\n\r\n",
                    "\0\0\0\r\n\r\n")) {
                RawHttp peer = connect(server).send(bytes);
                assertThat(peer.answer()).startsWith("HTTP/1.1 ").doesNotContain("alert", "SM");
                assertThat(peer.isClosed()).isTrue();
            }
            assertStillServes(server);
        }
    }

    @Test
    void aLineOrHeadersWithoutEndAreCutOff() throws Exception {
        try (HttpFixture server = patient()) {
            String line = connect(server)
                    .send("POST /" + "x".repeat(HttpLimits.LINE_BYTES_MAX) + " HTTP/1.1\r\n\r\n")
                    .answer();
            assertThat(line).startsWith("HTTP/1.1 414 ").doesNotContain("xxx");
            String headers = connect(server)
                    .send(RawHttp.post(GET_STOCK, MUG, "X: " + "y".repeat(HttpLimits.HEADER_BYTES_MAX)))
                    .answer();
            assertThat(headers).startsWith("HTTP/1.1 431 ").doesNotContain("yyy");
            String many = connect(server)
                    .sendAsMuchAsIsTaken(RawHttp.post(GET_STOCK, MUG, "X: y\r\n".repeat(5_000) + "X: y")
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .answer();
            assertThat(many).startsWith("HTTP/1.1 431 ");
            assertStillServes(server);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedByItsLengthBeforeItIsSent() throws Exception {
        try (HttpFixture server = patient()) {
            String head = RawHttp.post(GET_STOCK, "", "Expect: 100-continue")
                    .replace("Content-Length: 0", "Content-Length: " + (HttpLimits.BODY_BYTES_MAX + 1));
            RawHttp peer = connect(server).send(head);
            assertThat(peer.answer()).startsWith("HTTP/1.1 413 ");
            RawHttp asked = connect(server)
                    .send(RawHttp.post(GET_STOCK, "", "Expect: 100-continue")
                            .replace("Content-Length: 0", "Content-Length: " + MUG.length()));
            assertThat(asked.answer()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(asked.send(MUG).answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void chunksWithoutEndAreCutOffAndTheirSenderComesToReadWhy() throws Exception {
        try (HttpFixture server = patient()) {
            RawHttp peer = connect(server)
                    .send(
                            "POST " + GET_STOCK
                                    + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 80; i++)
                peer.sendAsMuchAsIsTaken(chunk.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(peer.answer()).startsWith("HTTP/1.1 413 ");
            assertStillServes(server);
        }
    }

    @Test
    void theLargestOrderIsReadAndOneByteBeyondTheLimitIsNot() throws Exception {
        StringBuilder order = new StringBuilder("{\"order_id\": \"large\", \"items\": [");
        for (int i = 0; i < 2_000; i++)
            order.append(i == 0 ? "" : ",")
                    .append("{\"sku_id\": \"")
                    .append("\\ud83c\\udf75".repeat(124))
                    .append(1_000 + i)
                    .append("\", \"quantity\": \"1000000000\"}");
        order.append("]}");
        assertThat(order.length()).isBetween(3_000_000, HttpLimits.BODY_BYTES_MAX);
        try (HttpFixture server = patient()) {
            HttpFixture.Reply reply = server.post(ORDERS + "DeductStock", order.toString());
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json()
                            .getAsJsonObject("rejected")
                            .getAsJsonArray("unknown_sku_ids")
                            .size())
                    .isEqualTo(2_000);
            String full = MUG + " ".repeat(HttpLimits.BODY_BYTES_MAX - MUG.length());
            assertThat(server.post(GET_STOCK, full).status()).isEqualTo(200);
            assertThat(server.post(GET_STOCK, full + " ").status()).isEqualTo(413);
        }
    }

    @Test
    void whoSendsNoRequestIsSentAway() throws Exception {
        try (RecordedLog log = new RecordedLog(Connections.class);
                HttpFixture server =
                        limited(usual -> new HttpLimits(SHORT, LONG, LONG, LONG, LONG, usual.bytesHeldMax()))) {
            assertThat(connect(server).isClosed()).isTrue();
            Awaitility.await()
                    .until(() -> log.lines().stream()
                            .anyMatch(line -> line.contains("of 127.0.0.1 closed: it sent no request")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST ", "POST /x HTTP/1.1\r\nHost: x\r\nX: ", "POST /x HTTP/1.1\r\nHost: x\r\n"})
    void aHeadThatNeverEndsIsCutOff(String begin) throws Exception {
        try (HttpFixture server =
                limited(usual -> new HttpLimits(LONG, SHORT, LONG, LONG, LONG, usual.bytesHeldMax()))) {
            RawHttp peer = connect(server).send(begin);
            trickle(peer);
            assertThat(peer.isClosed()).isTrue();
            assertStillServes(server);
        }
    }

    @Test
    void aBodyThatTricklesIsCutOffAndNothingOfItIsKept() throws Exception {
        try (HttpFixture server =
                limited(usual -> new HttpLimits(LONG, SHORT, LONG, LONG, LONG, usual.bytesHeldMax()))) {
            RawHttp peer = connect(server)
                    .send(RawHttp.post(GET_STOCK, "").replace("Content-Length: 0", "Content-Length: 1000"));
            trickle(peer);
            assertThat(peer.isClosed()).isTrue();
            Awaitility.await().until(() -> server.endpoint().httpHeldBytes() == 0);
            assertStillServes(server);
        }
    }

    @Test
    void theTimeOfARequestBeginsWithItsFirstByteAndNotAgainWithItsBody() throws Exception {
        Duration limit = Duration.ofSeconds(2);
        try (HttpFixture server =
                limited(usual -> new HttpLimits(LONG, limit, LONG, LONG, LONG, usual.bytesHeldMax()))) {
            String request = RawHttp.post(GET_STOCK, MUG);
            long beginNanos = System.nanoTime();
            RawHttp peer = connect(server).send(request.substring(0, 10));
            Thread.sleep(limit.toMillis() * 3 / 4);
            peer.send(request.substring(10, request.length() - 1));
            assertThat(peer.isClosed()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - beginNanos))
                    .isLessThan(limit.multipliedBy(3).dividedBy(2));
        }
    }

    /** A byte every 50 ms for twice the limit: each by itself comes soon enough. */
    private static void trickle(RawHttp peer) throws InterruptedException {
        for (int i = 0; i < 2 * SHORT.toMillis() / 50; i++) {
            peer.sendAsMuchAsIsTaken(new byte[] {'x'});
            Thread.sleep(50);
        }
    }

    @Test
    void aConnectionThatIsSilentBetweenRequestsIsClosed() throws Exception {
        try (HttpFixture server =
                limited(usual -> new HttpLimits(LONG, LONG, SHORT, LONG, LONG, usual.bytesHeldMax()))) {
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG));
            assertThat(peer.answer()).startsWith("HTTP/1.1 200 ");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void aConnectionThatIsOldIsClosedWithItsNextAnswer() throws Exception {
        try (HttpFixture server =
                limited(usual -> new HttpLimits(LONG, LONG, LONG, LONG, Duration.ZERO, usual.bytesHeldMax()))) {
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG));
            assertThat(peer.answer()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("\r\nconnection: close\r\n");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void requestsThatComeBeforeTheirTurnAreAnsweredInTheirOrder() throws Exception {
        try (HttpFixture server = patient()) {
            RawHttp peer = connect(server)
                    .send(RawHttp.post(GET_STOCK, MUG)
                            + RawHttp.post(GET_ORDER, "{\"order_id\": \"none\"}")
                            + RawHttp.post(GET_STOCK, MUG));
            assertThat(peer.answer()).startsWith("HTTP/1.1 200 ");
            assertThat(peer.answer()).startsWith("HTTP/1.1 404 ");
            assertThat(peer.answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** Of so short requests that one read of the connection brings as many as it can. */
    @Test
    void hundredsOfRequestsAtOnceAreAnswered() throws Exception {
        try (HttpFixture server = patient()) {
            String shortest = "POST / HTTP/1.1\r\nHost:x\r\nContent-Type:application/json\r\n\r\n";
            RawHttp peer = connect(server).send(shortest.repeat(300));
            for (int i = 0; i < 300; i++) assertThat(peer.answer()).startsWith("HTTP/1.1 501 ");
        }
    }

    @Test
    void whatWaitsBehindARequestHasALimit() throws Exception {
        ScriptedInventory unanswering = new ScriptedInventory();
        try (HttpFixture server = HttpFixture.serving(unanswering)) {
            String chunks = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\n \r\n".repeat(200);
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG) + chunks);
            assertThat(peer.isClosed()).isTrue();
            Awaitility.await()
                    .until(() -> unanswering.asked().element().answer().isCancelled());
        }
    }

    @Test
    void aPeerThatSendsWithoutEndAndReadsNothingIsCutOff() throws Exception {
        try (HttpFixture server =
                limited(usual -> new HttpLimits(LONG, LONG, LONG, SHORT, LONG, usual.bytesHeldMax()))) {
            List<String> skus = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) skus.add("\"" + "x".repeat(124) + (1_000 + i) + "\"");
            byte[] request = RawHttp.post(ORDERS + "BatchGetStock", "{\"sku_ids\": " + skus + "}")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            RawHttp peer = connect(server);
            boolean[] cut = new boolean[1];
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 10_000; i++) peer.send(request);
                } catch (IOException e) {
                    cut[0] = true;
                }
            });
            sender.start();
            sender.join(30_000);
            assertThat(cut[0]).isTrue();
            Awaitility.await().until(() -> server.endpoint().httpHeldBytes() == 0);
            assertStillServes(server);
        }
    }

    @Test
    void whatIsHeldOverAllConnectionsHasALimit() throws Exception {
        try (HttpFixture server = limited(usual -> new HttpLimits(LONG, LONG, LONG, LONG, LONG, 10_000))) {
            RawHttp holder = connect(server)
                    .send(RawHttp.post(GET_STOCK, "").replace("Content-Length: 0", "Content-Length: 100000"));
            holder.send(" ".repeat(9_900));
            Awaitility.await().until(() -> server.endpoint().httpHeldBytes() == 9_900);
            HttpFixture.Reply refused = server.post(GET_STOCK, MUG + " ".repeat(1_000));
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.reason()).isEqualTo("OVERLOADED");
            holder.close();
            Awaitility.await().until(() -> server.endpoint().httpHeldBytes() == 0);
            assertStillServes(server);
        }
    }

    @Test
    void theBodyOfWhatIsRefusedByItsHeadIsNotHeld() throws Exception {
        try (HttpFixture server = limited(usual -> new HttpLimits(LONG, LONG, LONG, LONG, LONG, 400))) {
            RawHttp peer = connect(server).send(RawHttp.post(ORDERS + "Whatever", " ".repeat(1_000)));
            assertThat(peer.answer()).startsWith("HTTP/1.1 501 ");
        }
    }

    @Test
    void aConnectionThatIsSilentKeepsNothingOfItsLargestRequest() throws Exception {
        byte[] largest = RawHttp.post(GET_STOCK, MUG + " ".repeat(HttpLimits.BODY_BYTES_MAX - MUG.length()))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int connections = 32;
        try (HttpFixture server = patient()) {
            assertThat(connect(server).send(largest).answer()).startsWith("HTTP/1.1 200 ");
            long before = usedBytes();
            for (int i = 0; i < connections; i++)
                assertThat(connect(server).send(largest).answer()).startsWith("HTTP/1.1 200 ");
            assertThat(usedBytes() - before).isLessThan((long) connections * HttpLimits.BODY_BYTES_MAX / 4);
        }
    }

    /** Of the heap, by what is still needed. */
    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void connectionsOverHttpCountWithThoseOverGrpc() throws Exception {
        ConnectionLimits two = new ConnectionLimits(2, 2, LONG, LONG, LONG, LONG);
        EndpointSettings settings =
                EndpointSettings.DEFAULT.withPort(0).with(two).with(new HttpSettings("127.0.0.1", 0));
        try (HttpFixture server = HttpFixture.limited(inventory, settings, usual -> usual)) {
            RawHttp first = connect(server).send(RawHttp.post(GET_STOCK, MUG));
            assertThat(first.answer()).startsWith("HTTP/1.1 200 ");
            RawHttp second = new RawHttp(server.endpoint().port());
            peers.add(second);
            Awaitility.await().until(() -> connect(server).isClosed());
            second.close();
            Awaitility.await().untilAsserted(() -> {
                RawHttp third = connect(server)
                        .sendAsMuchAsIsTaken(
                                RawHttp.post(GET_STOCK, MUG).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                assertThat(third.answer()).startsWith("HTTP/1.1 200 ");
            });
        }
    }

    @Test
    void aPeerThatTakesNothingIsNotWaitedForByAnybody() throws Exception {
        try (HttpFixture server = patient()) {
            RawHttp silent = connect(server).send("POST " + GET_STOCK + " HTTP/1.1\r\n");
            for (int i = 0; i < 100; i++) assertStillServes(server);
            assertThat(silent.send("Host: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                            .answer())
                    .startsWith("HTTP/1.1 400 ");
        } catch (SocketTimeoutException e) {
            throw new AssertionError("a slow request was forgotten", e);
        }
    }
}
