package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.Inventory;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.message.Headers;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.DeductStockResponse;
import io.inventory.v1.Deducted;
import io.inventory.v1.GetOrderRequest;
import io.inventory.v1.GetOrderResponse;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.Order;
import io.inventory.v1.OrderStatus;
import io.inventory.v1.Origin;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A command that is larger than the server takes. */
@ExpectedLog({Pipeline.class})
class LargeCommandTest {
    private static final int BYTES_MAX = 2_000;
    /** Held here so that it keeps its level: gRPC logs a stack trace for each message that is too large. */
    private static final Logger NETTY = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");

    static {
        NETTY.setLevel(Level.OFF);
    }

    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    @Test
    void isParkedAndHoldsNobodyUp() throws Exception {
        Topology topology = broker.newTopology(Duration.ofMillis(200));
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .maxInboundMessageSize(BYTES_MAX)
                .addService(new Deducting())
                .build()
                .start();
        try (Inventory inventory = InventoryClient.builder("127.0.0.1:" + server.getPort())
                        .deadline(Duration.ofSeconds(5))
                        .streaming(true)
                        .build();
                TestShop shop = new TestShop(broker, topology);
                RunningConsumer consumer = new RunningConsumer(broker.factory(), topology, inventory)) {
            shop.awaitConsumer();
            shop.create("before", "A", 1);
            shop.create("large", manyItems());
            shop.create("after", "A", 1);
            TestShop.Parked parked = shop.awaitParked();
            assertThat(parked.header(Headers.REASON)).isEqualTo("INVALID_ARGUMENT");
            assertThat(parked.header(Headers.DETAIL)).contains("bytes");
            assertThat(shop.awaitEvents(2))
                    .extracting(TestShop.Received::routingKey)
                    .containsOnly("stock.deducted");
            assertThat(consumer.end()).isNotDone();
        } finally {
            server.shutdownNow();
        }
    }

    private static Object[] manyItems() {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            items.add("sku-" + i);
            items.add(1);
        }
        return items.toArray();
    }

    /** Deducts whatever it can read. */
    private static final class Deducting extends InventoryServiceGrpc.InventoryServiceImplBase {
        private static DeductStockResponse deducted(DeductStockRequest request) {
            return DeductStockResponse.newBuilder()
                    .setDeducted(Deducted.newBuilder().setOrderId(request.getOrderId()))
                    .build();
        }

        @Override
        public void deductStock(DeductStockRequest request, StreamObserver<DeductStockResponse> caller) {
            caller.onNext(deducted(request));
            caller.onCompleted();
        }

        @Override
        public StreamObserver<ProcessOrdersRequest> processOrders(StreamObserver<ProcessOrdersResponse> caller) {
            return new StreamObserver<>() {
                @Override
                public void onNext(ProcessOrdersRequest request) {
                    caller.onNext(ProcessOrdersResponse.newBuilder()
                            .setNumber(request.getNumber())
                            .setDeduct(deducted(request.getDeduct()))
                            .build());
                }

                @Override
                public void onError(Throwable cancelled) {}

                @Override
                public void onCompleted() {
                    caller.onCompleted();
                }
            };
        }

        @Override
        public void getOrder(GetOrderRequest request, StreamObserver<GetOrderResponse> caller) {
            caller.onNext(GetOrderResponse.newBuilder()
                    .setOrder(Order.newBuilder()
                            .setOrderId(request.getOrderId())
                            .setOrigin(Origin.ORIGIN_DEDUCT)
                            .setStatus(OrderStatus.ORDER_STATUS_DEDUCTED)
                            .setCreatedAt(Timestamp.newBuilder().setSeconds(1))
                            .setUpdatedAt(Timestamp.newBuilder().setSeconds(1)))
                    .build());
            caller.onCompleted();
        }
    }
}
