package io.inventory.amqp.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutgoingMessagesTest {
    /**
     * A name or short text of 255 bytes that are not UTF-8, as the client library reads it: each byte has become a
     * character of three bytes.
     */
    private static final String NOT_UTF_8 = "\uFFFD".repeat(255);

    private final OutgoingMessages messages = new OutgoingMessages("events", Clock.systemUTC(), 131_072);

    private static IncomingMessage incoming(BasicProperties properties) {
        Envelope envelope = new Envelope(1, false, "order.events", "order.created");
        return IncomingMessage.of(new Delivery(envelope, properties, new byte[] {'x'}), "orders");
    }

    @Test
    void propertiesThatCannotBeWrittenAgainDoNotKeepAMessageFromBeingParked() throws Exception {
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(NOT_UTF_8)
                .type(NOT_UTF_8)
                .contentType(NOT_UTF_8)
                .contentEncoding(NOT_UTF_8)
                .correlationId(NOT_UTF_8)
                .appId("shop")
                .build();
        BasicProperties parked = messages.park(incoming(properties), "parked", "MALFORMED", "why")
                .properties();
        assertThat(parked.toFrame(1, 0).size()).isPositive();
        assertThat(parked.getAppId()).isEqualTo("shop");
        assertThat(parked.getMessageId()).isNull();
        assertThat(parked.getHeaders()).containsEntry(Headers.REASON, "MALFORMED");
    }

    @Test
    void headersThatCannotBeWrittenAgainAreLeftOut() throws Exception {
        for (Map<String, Object> headers : java.util.List.<Map<String, Object>>of(
                Map.of("shop", "a", NOT_UTF_8, 1), Map.of("nested", Map.of(NOT_UTF_8, 1)))) {
            BasicProperties properties = new BasicProperties.Builder()
                    .messageId("m-1")
                    .headers(headers)
                    .build();
            BasicProperties parked =
                    messages.retry(incoming(properties), "retry", 1, "INTERNAL").properties();
            assertThat(parked.toFrame(1, 0).size()).isPositive();
            assertThat(parked.getMessageId()).isEqualTo("m-1");
            assertThat(parked.getHeaders())
                    .containsEntry(Headers.ATTEMPT, 1)
                    .containsEntry(Headers.ROUTING_KEY, "order.created");
        }
    }
}
