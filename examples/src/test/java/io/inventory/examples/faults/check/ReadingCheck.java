package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.READS_NOT_TORN;

import io.inventory.examples.faults.history.Reading;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether each balance that was read stands in the ledger. */
final class ReadingCheck {
    private ReadingCheck() {}

    static void check(Stored stored, List<Reading> readings, Findings findings) {
        Map<String, List<Entry>> ledgers = stored.ledger().stream().collect(Collectors.groupingBy(Entry::sku));
        for (Reading reading : readings) {
            Entry entry = entry(ledgers.getOrDefault(reading.sku(), List.of()), reading.version());
            findings.require(
                    entry != null
                            && reading.available() >= 0
                            && reading.reserved() >= 0
                            && entry.availableAfter() == reading.available()
                            && entry.reservedAfter() == reading.reserved(),
                    READS_NOT_TORN,
                    reading.sku(),
                    () -> reading + ", but " + entry);
        }
    }

    /** That of a version: the ledger is sorted by it, but it may have gaps, which are for another check to find. */
    private static @Nullable Entry entry(List<Entry> ledger, long version) {
        int low = 0;
        int high = ledger.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = ledger.get(middle).version();
            if (found == version) return ledger.get(middle);
            if (found < version) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }
}
