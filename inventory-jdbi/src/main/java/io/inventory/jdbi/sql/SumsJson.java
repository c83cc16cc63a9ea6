package io.inventory.jdbi.sql;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.inventory.LedgerReason;
import io.inventory.decision.LedgerSums;
import io.inventory.decision.LedgerSums.Part;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;

/** What a ledger adds up to, in a checkpoint's row: [[reason, entries, change, reserved change], ...]. */
final class SumsJson {
    private SumsJson() {}

    static String write(LedgerSums sums) {
        return RowJson.write(json -> {
            json.writeStartArray();
            for (Map.Entry<LedgerReason, Part> sum : sums.parts().entrySet()) {
                json.writeStartArray();
                json.writeString(LogsTable.text(sum.getKey()));
                json.writeNumber(sum.getValue().entries());
                json.writeNumber(sum.getValue().change());
                json.writeNumber(sum.getValue().reservedChange());
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    static LedgerSums read(String text) {
        return RowJson.parse("sums", text, JsonToken.START_ARRAY, json -> {
            LedgerSums sums = new LedgerSums();
            while (RowJson.startsElement(json)) {
                String reason = RowJson.nextString(json);
                LedgerReason known = LogsTable.Mapper.REASONS.get(reason);
                if (known == null) throw UnreadableValueException.unknown("sums with reason", reason);
                RowJson.expect(!sums.parts().containsKey(known), json);
                sums.add(known, new Part(RowJson.nextLong(json), nextNumber(json), nextNumber(json)));
                RowJson.endArray(json);
            }
            return sums;
        });
    }

    private static BigInteger nextNumber(JsonParser json) throws IOException {
        RowJson.expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, json);
        return json.getBigIntegerValue();
    }
}
