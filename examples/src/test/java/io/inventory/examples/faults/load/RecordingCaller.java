package io.inventory.examples.faults.load;

import io.inventory.Command;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import io.inventory.examples.faults.history.Reading;
import io.inventory.examples.faults.history.Units;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls an inventory, and writes down each call. Safe for use by many threads. */
public final class RecordingCaller {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingCaller.class);

    private final Inventory inventory;
    private final Recorder recorder;

    public RecordingCaller(Inventory inventory, Recorder recorder) {
        this.inventory = inventory;
        this.recorder = recorder;
    }

    /** What is asked, in the form of the history, and as a command. */
    public record Call(Kind kind, String key, String part, List<Units> units, Command<?> command) {
        Call(Kind kind, String key, List<Units> units, Command<?> command) {
            this(kind, key, "", units, command);
        }
    }

    /** Calls once; never throws because of what the inventory answers. */
    public Operation once(Call call) {
        long id = recorder.nextId();
        long start = System.nanoTime();
        Answer answer;
        try {
            answer = Answer.of(inventory.execute(call.command()));
        } catch (InventoryException e) {
            answer = Answer.of(e);
            // whatever fails around it, a bug should not show
            if (e.reason() == ErrorReason.INTERNAL) LOG.error("{} failed", call, e);
        }
        boolean isUnknown = answer.result() == Result.UNKNOWN;
        if (isUnknown) recorder.failed(start, System.nanoTime());
        long end = isUnknown ? Long.MAX_VALUE : System.nanoTime();
        Operation operation = new Operation(
                id,
                call.kind(),
                Way.CALL,
                call.key(),
                call.part(),
                call.units(),
                start,
                end,
                answer.result(),
                answer.text());
        recorder.add(operation);
        return operation;
    }

    /** Reads a stock, if it can be read. */
    public void read(String sku) {
        long start = System.nanoTime();
        try {
            Stock stock = inventory.stock(new Sku(sku));
            recorder.add(
                    new Reading(sku, stock.available(), stock.reserved(), stock.version(), start, System.nanoTime()));
        } catch (InventoryException e) {
            recorder.notRead(e.reason().name());
        }
    }
}
