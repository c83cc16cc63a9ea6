package io.inventory.grpc;

import com.google.protobuf.Timestamp;
import io.inventory.Deduct;
import io.inventory.InvalidRequestException;
import io.inventory.InvalidRequestException.FieldViolation;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderLines;
import io.inventory.Sku;
import io.inventory.v1.Item;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Names every bad field of a malformed request. The rules themselves are those of the core's values, which know one field
 * each: here each field is tried by itself, beside fields that are known to be good.
 */
final class Fields {
    /** More would not fit into the trailers that all clients take; the rest is counted. */
    static final int NAMED_MAX = 32;

    static final Sku GOOD_SKU = new Sku("S");
    static final OrderId GOOD_ORDER = new OrderId("O");
    private static final int NANOS_MAX = 999_999_999;
    private static final OrderLine GOOD_LINE = new OrderLine(GOOD_SKU, 1);

    private final List<FieldViolation> violations = new ArrayList<>();

    private Fields() {}

    /**
     * Returns what {@code request} makes. Only if that fails, tries the fields one by one.
     *
     * @throws InvalidRequestException naming every field that failed
     */
    static <T> T read(Supplier<T> request, Consumer<Fields> eachField) {
        try {
            return request.get();
        } catch (InvalidRequestException first) {
            Fields fields = new Fields();
            eachField.accept(fields);
            throw fields.violations.isEmpty() ? first : new InvalidRequestException(fields.named());
        }
    }

    /** Tries a field whose value knows its own name. */
    Fields check(Supplier<?> field) {
        try {
            var unused = field.get();
        } catch (InvalidRequestException e) {
            violations.addAll(e.violations());
        }
        return this;
    }

    /** Tries a field that stands at another path than its value knows. */
    Fields check(String path, Supplier<?> field) {
        try {
            var unused = field.get();
        } catch (InvalidRequestException e) {
            for (FieldViolation violation : e.violations())
                violations.add(new FieldViolation(path, violation.description()));
        }
        return this;
    }

    /** Tries a list of items that must not be empty, and each of them. */
    Fields items(List<Item> items) {
        return check(() -> new Deduct(GOOD_ORDER, Collections.nCopies(items.size(), GOOD_LINE)))
                .itemsIfAny(items);
    }

    /** Tries each item, and what they add up to. */
    Fields itemsIfAny(List<Item> items) {
        int before = violations.size();
        if (items.size() > OrderLines.LINES_MAX) return this;
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            check("items[" + i + "].sku_id", () -> new Sku(item.getSkuId()));
            check("items[" + i + "].quantity", () -> new OrderLine(GOOD_SKU, item.getQuantity()));
        }
        return violations.size() == before ? check(() -> OrderLines.canonical(lines(items))) : this;
    }

    static List<OrderLine> lines(List<Item> items) {
        List<OrderLine> lines = new ArrayList<>(items.size());
        for (Item item : items) lines.add(new OrderLine(new Sku(item.getSkuId()), item.getQuantity()));
        return lines;
    }

    /** @throws InvalidRequestException naming {@code path}, if it is no time at all */
    static Instant instant(String path, Timestamp timestamp) {
        requireNanos(path, timestamp.getNanos());
        try {
            return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
        } catch (DateTimeException e) {
            throw new InvalidRequestException(path, "must be a valid time");
        }
    }

    /** @throws InvalidRequestException naming {@code path}, if it is no duration, or one with a minus in its fraction */
    static Duration duration(String path, com.google.protobuf.Duration duration) {
        requireNanos(path, duration.getNanos());
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    private static void requireNanos(String path, int nanos) {
        if (nanos < 0 || nanos > NANOS_MAX)
            throw new InvalidRequestException(path, "must have 0 to " + NANOS_MAX + " nanos, has " + nanos);
    }

    private List<FieldViolation> named() {
        if (violations.size() <= NAMED_MAX) return violations;
        List<FieldViolation> named = new ArrayList<>(violations.subList(0, NAMED_MAX));
        named.add(new FieldViolation("request", "has " + (violations.size() - NAMED_MAX) + " more bad fields"));
        return named;
    }
}
