package io.inventory.grpc;

import static io.inventory.grpc.HttpFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.grpc.http.HttpLimits;
import io.inventory.grpc.http.HttpSettings;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.transaction.RecordedLog;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that send too much over HTTP, or too slowly, or do not read. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, Connections.class})
class HttpLimitsTest extends HttpPeers {
    private static final Duration SHORT = Duration.ofMillis(300);

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
                            .getBytes(StandardCharsets.UTF_8))
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
            for (int i = 0; i < 80; i++) peer.sendAsMuchAsIsTaken(chunk.getBytes(StandardCharsets.UTF_8));
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
                HttpFixture server = limited(usual ->
                        new HttpLimits(SHORT, LONG, LONG, LONG, LONG, usual.bytesHeldMax(), usual.lingerMax()))) {
            assertThat(connect(server).isClosed()).isTrue();
            Awaitility.await()
                    .until(() -> log.lines().stream()
                            .anyMatch(line -> line.contains("of 127.0.0.1 closed: it sent no request")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST ", "POST /x HTTP/1.1\r\nHost: x\r\nX: ", "POST /x HTTP/1.1\r\nHost: x\r\n"})
    void aHeadThatNeverEndsIsCutOff(String begin) throws Exception {
        try (HttpFixture server = limited(
                usual -> new HttpLimits(LONG, SHORT, LONG, LONG, LONG, usual.bytesHeldMax(), usual.lingerMax()))) {
            RawHttp peer = connect(server).send(begin);
            trickle(peer);
            assertThat(peer.isClosed()).isTrue();
            assertStillServes(server);
        }
    }

    @Test
    void aBodyThatTricklesIsCutOffAndNothingOfItIsKept() throws Exception {
        try (HttpFixture server = limited(
                usual -> new HttpLimits(LONG, SHORT, LONG, LONG, LONG, usual.bytesHeldMax(), usual.lingerMax()))) {
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
        try (HttpFixture server = limited(
                usual -> new HttpLimits(LONG, limit, LONG, LONG, LONG, usual.bytesHeldMax(), usual.lingerMax()))) {
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
        try (HttpFixture server = limited(
                usual -> new HttpLimits(LONG, LONG, SHORT, LONG, LONG, usual.bytesHeldMax(), usual.lingerMax()))) {
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG));
            assertThat(peer.answer()).startsWith("HTTP/1.1 200 ");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void aConnectionThatIsOldIsClosedWithItsNextAnswer() throws Exception {
        try (HttpFixture server = limited(usual ->
                new HttpLimits(LONG, LONG, LONG, LONG, Duration.ZERO, usual.bytesHeldMax(), usual.lingerMax()))) {
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG));
            assertThat(peer.answer()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("\r\nconnection: close\r\n");
            assertThat(peer.isClosed()).isTrue();
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
        try (HttpFixture server = limited(
                usual -> new HttpLimits(LONG, LONG, LONG, SHORT, LONG, usual.bytesHeldMax(), usual.lingerMax()))) {
            List<String> skus = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) skus.add("\"" + "x".repeat(124) + (1_000 + i) + "\"");
            byte[] request = RawHttp.post(ORDERS + "BatchGetStock", "{\"sku_ids\": " + skus + "}")
                    .getBytes(StandardCharsets.UTF_8);
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
        try (HttpFixture server =
                limited(usual -> new HttpLimits(LONG, LONG, LONG, LONG, LONG, 10_000, usual.lingerMax()))) {
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
        try (HttpFixture server =
                limited(usual -> new HttpLimits(LONG, LONG, LONG, LONG, LONG, 400, usual.lingerMax()))) {
            RawHttp peer = connect(server).send(RawHttp.post(ORDERS + "Whatever", " ".repeat(1_000)));
            assertThat(peer.answer()).startsWith("HTTP/1.1 501 ");
        }
    }

    @Test
    void aConnectionThatIsSilentKeepsNothingOfItsLargestRequest() throws Exception {
        byte[] largest = RawHttp.post(GET_STOCK, MUG + " ".repeat(HttpLimits.BODY_BYTES_MAX - MUG.length()))
                .getBytes(StandardCharsets.UTF_8);
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
                        .sendAsMuchAsIsTaken(RawHttp.post(GET_STOCK, MUG).getBytes(StandardCharsets.UTF_8));
                assertThat(third.answer()).startsWith("HTTP/1.1 200 ");
            });
        }
    }
}
