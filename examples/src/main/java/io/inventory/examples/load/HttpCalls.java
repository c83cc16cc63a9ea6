package io.inventory.examples.load;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.Stock;
import io.inventory.client.InventoryClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Orders and reads over HTTP and JSON, with Java's own client, a connection for each that is under way; everything else over gRPC.
 * Of an answer it looks at no more than whether it is the one that a load expects.
 */
final class HttpCalls implements Inventory {
    private static final String SERVICE = "/inventory.v1.InventoryService/";

    private final InventoryClient inventory;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final Duration deadline;

    /**
     * @param grpcAddress host and port
     * @param address host and port for HTTP
     */
    HttpCalls(String grpcAddress, String address, long deadlineMillis) {
        inventory = InventoryClient.connect(grpcAddress);
        this.address = address;
        deadline = Duration.ofMillis(deadlineMillis);
    }

    @Override
    public <A> A execute(Request<A> request) {
        return submit(request).join();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A> CompletableFuture<A> submit(Request<A> request) {
        if (request instanceof Deduct deduct) return (CompletableFuture<A>) deduct(deduct);
        if (request instanceof GetStock get) return (CompletableFuture<A>) get(get);
        return inventory.submit(request);
    }

    private CompletableFuture<DeductOutcome> deduct(Deduct deduct) {
        StringBuilder json = new StringBuilder("{\"order_id\":")
                .append(text(deduct.orderId().value()))
                .append(",\"items\":[");
        for (OrderLine line : deduct.lines())
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append("{\"sku_id\":")
                    .append(text(line.sku().value()))
                    .append(",\"quantity\":")
                    .append(line.quantity())
                    .append('}');
        return post("DeductStock", json.append("]}").toString(), "{\"deducted\":{")
                .thenApply(
                        answer -> new DeductOutcome.Deducted(deduct.orderId(), answer.contains("\"replayed\":true")));
    }

    private CompletableFuture<Stock> get(GetStock get) {
        return post("GetStock", "{\"sku_id\":" + text(get.sku().value()) + "}", "{\"stock\":{")
                .thenApply(answer -> new Stock(get.sku(), 0, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH));
    }

    private static String text(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private CompletableFuture<String> post(String method, String json, String expected) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + SERVICE + method))
                .timeout(deadline)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .thenApply(HttpResponse::body)
                .thenApply(answer -> {
                    if (answer.startsWith(expected)) return answer;
                    throw new IllegalStateException("not what a load expects: " + answer);
                });
    }

    @Override
    public void close() {
        inventory.close();
    }
}
