package io.inventory.grpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.inventory.InvalidRequestException;
import io.inventory.fuzz.Fuzz;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.ListSignalsRequest;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.RollbackStockRequest;
import io.inventory.v1.VerifyLedgerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body is a request, and the same one when it is written again; or the error says what is wrong and where. */
class RequestJsonFuzzTest {
    private static final List<Message> KINDS = List.of(
            DeductStockRequest.getDefaultInstance(),
            ReserveStockRequest.getDefaultInstance(),
            RollbackStockRequest.getDefaultInstance(),
            CountStockRequest.getDefaultInstance(),
            ListSignalsRequest.getDefaultInstance(),
            VerifyLedgerRequest.getDefaultInstance());

    private static final List<String> EXAMPLES = List.of(
            "{\"order_id\":\"o-1\",\"items\":[{\"sku_id\":\"A\",\"quantity\":\"2\"},{\"skuId\":\"B\",\"quantity\":1}]}",
            "{\"orderId\":\"\\u006f\",\"items\":[],\"timeToLive\":\"900s\"}",
            "{\"order_id\":\"o\",\"rollback_id\":\"r\",\"reason\":\"ROLLBACK_REASON_CLOSED\",\"items\":null}",
            "{\"sku_id\":\"A\",\"counted\":3,\"as_of\":\"2026-01-02T03:04:05.000001Z\",\"reason\":\"shelf\",\"request_id\":\"r\"}",
            "{\"newest\":{},\"page_size\":10}",
            "{\"resume_token\":\"MTIz\",\"entries_max\":100,\"parts_max\":1e0}",
            "{}");
    private static final List<String> WORDS = List.of(
            "order_id",
            "orderId",
            "items",
            "quantity",
            "\"time_to_live\":\"0.5s\"",
            "1e0",
            "\"1e3\"",
            "-0",
            "null",
            "[]",
            "{}",
            ",{\"sku_id\":\"C\"}",
            "true",
            "\"2026-01-01T00:00:00+14:00\"",
            "\"-315576000000.999999999s\"",
            "reason",
            "1");

    private static boolean isRead(byte[] body, Message kind) throws Exception {
        Message message;
        try {
            message = RequestJson.read(body, kind.newBuilderForType());
        } catch (InvalidRequestException e) {
            assertThat(e.violations()).hasSize(1);
            assertThat(e.violations().get(0).field()).isNotBlank().hasSizeLessThan(500);
            assertThat(e.violations().get(0).description()).isNotBlank().hasSizeLessThan(500);
            return false;
        }
        String again = JsonFormat.printer().print(message);
        // half of a pair can be escaped in JSON, and is refused with the value that it is in
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(again)) return false;
        assertThat(RequestJson.read(again.getBytes(StandardCharsets.UTF_8), kind.newBuilderForType()))
                .isEqualTo(message);
        return true;
    }

    /** They were found. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\":1,\"\":2}",
                "{\"as_of\":\"2026-0-012147483648T03:04:05.000001Z\"}",
                "{\"as_of\":\"2026-01-02T127:04:05Z\"}",
                "{\"as_of\":\"2026-02-30T00:00:00Z\"}",
                "{\"as_of\":\"2026-01-02T03:04:05\"}"
            })
    void bodiesThatProtobufMightGuessAreRefusedByName(String body) throws Exception {
        assertThat(isRead(body.getBytes(StandardCharsets.UTF_8), CountStockRequest.getDefaultInstance()))
                .isFalse();
    }

    @Test
    void bodiesAreReadOrWhatIsWrongIsNamed() throws InterruptedException {
        Fuzz.bytes("requests as JSON", EXAMPLES, WORDS).cost(2).run(bytes -> {
            boolean read = false;
            for (Message kind : KINDS) read |= isRead(bytes, kind);
            return read;
        });
    }
}
