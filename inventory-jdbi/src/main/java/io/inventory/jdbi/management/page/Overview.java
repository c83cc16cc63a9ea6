package io.inventory.jdbi.management.page;

import io.inventory.InventoryException;
import io.inventory.jdbi.ExpiringReservation;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.management.page.Outcomes.Minute;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The first page: how it does, orders by the minute, what runs out soon. */
final class Overview {
    private static final int RESERVATIONS_MAX = 20;
    private static final String PARKED = "inventory.messages.parked";

    private final Asking asking;
    private final Outcomes outcomes;
    private final MeterRegistry registry;
    private final Supplier<Optional<String>> obstacle;

    Overview(Asking asking, Outcomes outcomes, MeterRegistry registry, Supplier<Optional<String>> obstacle) {
        this.asking = asking;
        this.outcomes = outcomes;
        this.registry = registry;
        this.obstacle = obstacle;
    }

    String html() {
        Optional<String> inTheWay = obstacle.get();
        return Layout.page("Overview", html -> {
            html.element(
                    "p",
                    inTheWay.map(why -> "Not ready: " + why).orElse("Ready"),
                    "class",
                    inTheWay.isEmpty() ? "health up" : "health down");
            orders(html);
            parked(html);
            reservations(html);
        });
    }

    private void orders(Html html) {
        List<Minute> minutes = outcomes.minutes();
        long total = minutes.stream().mapToLong(Minute::total).sum();
        html.element("h2", "Orders by the minute");
        html.element(
                "p",
                Times.count(total) + " in " + minutes.size() + " min, through this process. Only since its start, "
                        + Outcomes.MINUTES_MAX / 60 + " h at most.");
        Chart.outcomes(html, minutes, total + " orders in " + minutes.size() + " minutes, by what became of them");
    }

    /** The consumer counts them; the server knows none. */
    private void parked(Html html) {
        Gauge depth = registry.find(PARKED).gauge();
        if (depth == null) return;
        double messages = depth.value();
        html.element("h2", "Parked messages");
        html.element(
                "p",
                Double.isNaN(messages)
                        ? "Their number is not known: RabbitMQ did not say."
                        : messages == 0
                                ? "None."
                                : Times.count((long) messages)
                                        + ". Look at them with: inventory-amqp-consumer parked list");
    }

    private void reservations(Html html) {
        if (!(asking.inventory() instanceof JdbiInventory database)) return;
        html.element("h2", "Reservations that run out next");
        List<ExpiringReservation> next;
        try {
            next = Asking.await(database.nextToExpire(RESERVATIONS_MAX));
        } catch (InventoryException e) {
            html.element("p", "They could not be read: " + e.getMessage(), "class", "problem");
            return;
        }
        if (next.isEmpty()) {
            html.element("p", "There are none.");
            return;
        }
        Instant now = Instant.now();
        Layout.table(
                html,
                "The first " + next.size(),
                head -> Layout.heads(head, "Order", "Runs out", "At"),
                rows -> next.forEach(reservation -> rows.element(
                        "tr",
                        row -> row.element("td", cell -> Layout.order(cell, reservation.orderId()))
                                .element("td", Times.from(now, reservation.expiresAt()))
                                .element("td", Times.of(reservation.expiresAt())))));
    }
}
