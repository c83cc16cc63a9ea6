package io.inventory.grpc;

import static io.inventory.grpc.HttpFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.ExpectedLog;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that send over HTTP what is not HTTP, or what two readers would read in two ways. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, Connections.class})
class HttpHostileTest extends HttpPeers {
    private static final String GET_ORDER = ORDERS + "GetOrder";

    /** What is refused here was sent in one piece: nobody has to come to read why. */
    private static final Duration LINGER_MAX = Duration.ofMillis(100);

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "BREW"})
    void otherThingsThanPostAreNotAllowed(String method) throws Exception {
        try (HttpFixture server = lingering(LINGER_MAX)) {
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG).replaceFirst("POST", method));
            assertThat(peer.answer()).startsWith("HTTP/1.1 405 ").containsIgnoringCase("\r\nallow: POST\r\n");
            assertThat(peer.isClosed()).isTrue();
            assertStillServes(server);
        }
    }

    @Test
    void theAnswerToHeadHasNoBody() throws Exception {
        try (HttpFixture server = lingering(LINGER_MAX)) {
            RawHttp peer = connect(server).send("HEAD " + GET_STOCK + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(peer.answer()).startsWith("HTTP/1.1 405 ").endsWith("\r\n\r\n");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: https://shop.example", "Origin: null", "Sec-Fetch-Site: same-origin"})
    void aWebPageIsRefusedWhereverItComesFrom(String header) throws Exception {
        try (HttpFixture server = lingering(LINGER_MAX)) {
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
        try (HttpFixture server = lingering(LINGER_MAX)) {
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
        try (HttpFixture server = lingering(LINGER_MAX)) {
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
        try (HttpFixture server = lingering(LINGER_MAX)) {
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
        try (HttpFixture server = lingering(LINGER_MAX)) {
            RawHttp peer = connect(server).send(RawHttp.post(GET_STOCK, MUG).replace("\r\n", "\n"));
            assertThat(peer.answer()).startsWith("HTTP/1.1 400 ");
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void whatIsNoHttpAtAllIsRefusedAndNotRepeated() throws Exception {
        try (HttpFixture server = lingering(LINGER_MAX)) {
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
    void requestsThatComeBeforeTheirTurnAreAnsweredInTheirOrder() throws Exception {
        try (HttpFixture server = lingering(LINGER_MAX)) {
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
        try (HttpFixture server = lingering(LINGER_MAX)) {
            String shortest = "POST / HTTP/1.1\r\nHost:x\r\nContent-Type:application/json\r\n\r\n";
            RawHttp peer = connect(server).send(shortest.repeat(300));
            for (int i = 0; i < 300; i++) assertThat(peer.answer()).startsWith("HTTP/1.1 501 ");
        }
    }

    @Test
    void aSlowRequestHoldsUpNobodyAndIsAnswered() throws Exception {
        try (HttpFixture server = lingering(LINGER_MAX)) {
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
