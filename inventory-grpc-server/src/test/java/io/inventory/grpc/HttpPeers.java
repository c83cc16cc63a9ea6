package io.inventory.grpc;

import static io.inventory.grpc.HttpFixture.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.grpc.http.HttpLimits;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** Tests with peers that write bytes to the HTTP port of a server, which has ten mugs. */
abstract class HttpPeers {
    static final Duration LONG = Duration.ofMinutes(5);
    static final String GET_STOCK = ORDERS + "GetStock";
    static final String MUG = "{\"sku_id\": \"mug\"}";

    final InMemoryInventory inventory = new InMemoryInventory();
    final List<RawHttp> peers = new ArrayList<>();

    HttpPeers() {
        inventory.create(new Sku("mug"), 10, new RequestId("opening"));
    }

    @AfterEach
    void leave() throws IOException {
        for (RawHttp peer : peers) peer.close();
    }

    RawHttp connect(HttpFixture server) throws IOException {
        RawHttp peer = server.connect();
        peers.add(peer);
        return peer;
    }

    HttpFixture patient() throws IOException {
        return lingering(HttpLimits.LINGER_MAX_DEFAULT);
    }

    /** A patient one that leaves so long after a refusal. */
    HttpFixture lingering(Duration lingerMax) throws IOException {
        return limited(usual -> new HttpLimits(LONG, LONG, LONG, LONG, LONG, usual.bytesHeldMax(), lingerMax));
    }

    HttpFixture limited(UnaryOperator<HttpLimits> limits) throws IOException {
        return HttpFixture.limited(inventory, limits);
    }

    static void assertStillServes(HttpFixture server) throws Exception {
        assertThat(server.post(GET_STOCK, MUG).status()).isEqualTo(200);
    }
}
