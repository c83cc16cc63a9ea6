package io.inventory.contract;

import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.Expire;
import io.inventory.Extend;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Understands the steps of {@code semantics.csv}, for example {@code rollback A1 B2 id=r1}; all are about one order. */
final class Script {
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(60);
    private final Names names;
    private final OrderId orderId;

    Script(Names names, OrderId orderId) {
        this.names = names;
        this.orderId = orderId;
    }

    OrderCommand<?> command(String step) {
        Optional<RollbackId> rollbackId = Optional.empty();
        List<OrderLine> lines = new ArrayList<>();
        List<String> words = List.of(step.split(" "));
        for (String word : words.get(0).equals("extend") ? List.<String>of() : words.subList(1, words.size()))
            if (word.startsWith("id=")) rollbackId = Optional.of(new RollbackId(word.substring(3)));
            else lines.add(names.line(word.substring(0, 1), Long.parseLong(word.substring(1))));
        return switch (words.get(0)) {
            case "deduct" -> new Deduct(orderId, lines);
            case "reserve" -> new Reserve(orderId, lines, TIME_TO_LIVE);
            case "confirm" -> new Confirm(orderId);
            case "extend" -> new Extend(orderId, Duration.ofSeconds(Long.parseLong(words.get(1))));
            case "expire" -> new Expire(orderId);
            case "rollback" -> new Rollback(orderId, lines, rollbackId, RollbackReason.CANCELED);
            default -> throw new IllegalArgumentException("no such step: " + step);
        };
    }
}
