package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.READS_NOT_TORN;

import io.inventory.examples.faults.history.Reading;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether each balance that was read stands in the ledger. */
final class ReadingCheck {
    private ReadingCheck() {}

    static void check(Stored stored, List<Reading> readings, Findings findings) {
        Map<String, Map<Long, Entry>> ledger = new HashMap<>();
        for (Entry entry : stored.ledger())
            ledger.computeIfAbsent(entry.sku(), sku -> new HashMap<>()).put(entry.version(), entry);
        for (Reading reading : readings) {
            Entry entry = ledger.getOrDefault(reading.sku(), Map.of()).get(reading.version());
            findings.require(
                    entry != null
                            && reading.available() >= 0
                            && reading.reserved() >= 0
                            && entry.availableAfter() == reading.available()
                            && entry.reservedAfter() == reading.reserved(),
                    READS_NOT_TORN,
                    reading.sku(),
                    reading + ", but " + entry);
        }
    }
}
