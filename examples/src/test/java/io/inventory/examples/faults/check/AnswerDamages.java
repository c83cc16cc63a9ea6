package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Line;
import io.inventory.examples.faults.history.Stored.Signal;
import io.inventory.examples.faults.history.Stored.Stock;
import io.inventory.examples.faults.history.Units;
import java.util.List;
import java.util.stream.Stream;

/** Somebody was told what is not so. */
final class AnswerDamages {
    private static final Units B = new Units("b", 1);

    private AnswerDamages() {}

    static Stream<Damage> all() {
        return Stream.of(changed(), notRecorded(), lost(), refusedForNothing(), unasked(), notPublished())
                .flatMap(damages -> damages);
    }

    private static Stream<Damage> changed() {
        return Stream.of(
                new Damage(Property.ANSWER_NEVER_CHANGES, "another shortage", day -> refused(day, "refused", 70, 5)),
                new Damage(
                        Property.ANSWER_NEVER_CHANGES,
                        "an order that was over is not any more",
                        day -> day.call(Kind.DEDUCT, "given back", "", 70, Result.OK, "DEDUCTED", new Units("a", 2))),
                new Damage(Property.ANSWER_NEVER_CHANGES, "an order that was given back is paid", day -> {
                    day.operations.removeIf(Operation::isClosed);
                    day.call(Kind.CONFIRM, "given back", "", 70, Result.OK, "CONFIRMED");
                }),
                new Damage(
                        Property.ANSWER_NEVER_CHANGES,
                        "an order is over that nobody ended",
                        day -> day.call(
                                Kind.DEDUCT,
                                "by message",
                                "",
                                70,
                                Result.REFUSED,
                                "ORDER_CLOSED ROLLED_BACK",
                                new Units("a", 1))),
                new Damage(
                        Property.ANSWER_NEVER_CHANGES,
                        "an order has ended in another way",
                        day -> day.call(Kind.CONFIRM, "expired", "", 70, Result.REFUSED, "ORDER_CLOSED ROLLED_BACK")));
    }

    private static Stream<Damage> notRecorded() {
        return Stream.of(
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "a balance that never was",
                        day -> day.answer(operation -> operation.key().equals("more b"), "6 0 3")),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "more is given back than is recorded",
                        day -> day.answer(operation -> operation.kind() == Kind.RETURN, "ROLLED_BACK a*2")),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "a rejection is not there",
                        day -> day.orders.removeIf(order -> order.id().equals("refused"))),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "nothing to give back of an order that has units",
                        day -> day.call(Kind.RETURN, "lucky", "r", 70, Result.REFUSED, "NOTHING", new Units("a", 1))),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "an order that was acknowledged is not known",
                        day -> day.call(Kind.CONFIRM, "by message", "", 70, Result.REFUSED, "ORDER_NOT_FOUND")));
    }

    private static Stream<Damage> lost() {
        return Stream.of(
                new Damage(
                        Property.ACKNOWLEDGED_ONCE, "a confirmation was lost before the order was given back", day -> {
                            day.call(Kind.RESERVE, "held", "PT1H", 70, Result.OK, ShopDay.RESERVED, B);
                            day.call(Kind.CONFIRM, "held", "", 72, Result.OK, "CONFIRMED");
                            day.call(Kind.ROLLBACK, "held", "", 74, Result.OK, "ROLLED_BACK b*1");
                            day.entry("b", 4, -1, 1, 4, 1, "order_reserved", "held");
                            day.entry("b", 5, 1, -1, 5, 0, "order_canceled", "held");
                            day.reserved(
                                    "held", "ROLLED_BACK", new Stored.Rollback("", List.of(B)), new Line("b", 1, 1));
                            day.stock(new Stock("b", 5, 0, 5));
                        }),
                new Damage(
                        Property.ONE_OUTCOME,
                        "an order's row has lost a line",
                        day -> ShopDay.replace(
                                day.orders,
                                order -> order.id().equals("lucky"),
                                order -> new Stored.Order(
                                        "lucky", "DEDUCTED", List.of(new Line("a", 1, 0)), List.of()))));
    }

    private static Stream<Damage> refusedForNothing() {
        return Stream.of(
                new Damage(Property.REFUSALS_ARE_TRUE, "refused though there was enough again", day -> {
                    refused(day, "late", 70, 0);
                    day.rejected("late", "INSUFFICIENT_STOCK b 1 0", new Line("b", 1, 0));
                }),
                new Damage(Property.REFUSALS_ARE_TRUE, "refused for more than was asked for", day -> {
                    day.call(Kind.DEDUCT, "little", "", 70, Result.REFUSED, "INSUFFICIENT_STOCK b 9 5", B);
                    day.rejected("little", "INSUFFICIENT_STOCK b 9 5", new Line("b", 1, 0));
                }),
                new Damage(Property.ANSWER_IS_RECORDED, "a SKU that is there is not known", day -> {
                    day.call(Kind.DEDUCT, "unknown", "", 70, Result.REFUSED, "UNKNOWN_SKU", B);
                    day.rejected("unknown", "UNKNOWN_SKU", new Line("b", 1, 0));
                }));
    }

    private static Stream<Damage> unasked() {
        return Stream.of(
                new Damage(Property.NOTHING_UNASKED, "units come back that nobody gave back", day -> {
                    Units a = new Units("a", 1);
                    day.entry("a", 11, 1, 0, 7, 0, "order_canceled", "by message");
                    day.orders.removeIf(order -> order.id().equals("by message"));
                    day.order(
                            "by message",
                            "ROLLED_BACK",
                            new Stored.Rollback("nobody's", List.of(a)),
                            new Line("a", 1, 1));
                    day.stock(new Stock("a", 7, 0, 11));
                }),
                new Damage(Property.NOTHING_UNASKED, "a reservation is paid by nobody", day -> {
                    day.call(Kind.RESERVE, "held", "PT1H", 70, Result.OK, ShopDay.RESERVED, B);
                    day.entry("b", 4, -1, 1, 4, 1, "order_reserved", "held");
                    day.entry("b", 5, 0, -1, 4, 0, "order_confirmed", "held");
                    day.reserved("held", "DEDUCTED", null, new Line("b", 1, 0));
                    day.stock(new Stock("b", 4, 0, 5));
                }),
                new Damage(Property.UNKNOWN_AT_MOST_ONCE, "half of an order is given back", day -> {
                    day.call(Kind.ROLLBACK, "lucky", "", 70, Result.UNKNOWN, "UNAVAILABLE");
                    day.entry("b", 4, 2, 0, 7, 0, "order_canceled", "lucky");
                    day.orders.removeIf(order -> order.id().equals("lucky"));
                    day.order(
                            "lucky",
                            "DEDUCTED",
                            new Stored.Rollback("", List.of(new Units("b", 2))),
                            new Line("a", 1, 0),
                            new Line("b", 2, 2));
                    day.stock(new Stock("b", 7, 0, 4));
                }));
    }

    private static Stream<Damage> notPublished() {
        return Stream.of(
                new Damage(
                        Property.NOTHING_UNASKED,
                        "a payment is answered by a cancellation",
                        day -> ShopDay.replace(
                                day.events,
                                event -> event.routingKey().equals("stock.confirmed"),
                                event -> new Event(
                                        "stock.rolled_back",
                                        event.id(),
                                        event.cause(),
                                        event.subject(),
                                        "",
                                        event.answer(),
                                        event.units(),
                                        event.isExpiry(),
                                        event.fingerprint(),
                                        event.receivedNanos()))),
                new Damage(
                        Property.SIGNALS_ALTERNATE,
                        "an edge is published that was none",
                        day -> day.events.add(new Event(
                                "stock.low", "e9", "", "a", "2", "LOW", List.of(new Units("a", 8)), false, 9, 49))),
                new Damage(Property.SIGNALS_ALTERNATE, "a SKU is low, and nobody is told", day -> {
                    day.call(Kind.POLICY, "policy a", "6", 70, Result.OK, "6 0 11", new Units("a", 0));
                    day.entry("a", 11, 0, 0, 6, 0, "policy_set", "policy a");
                    day.stock(new Stock("a", 6, 0, 11));
                }),
                new Damage(
                        Property.SIGNALS_ALTERNATE,
                        "an expiry that was none has a signal",
                        day -> day.signals.add(new Signal("b", 3, "EXPIRY", "lucky"))));
    }

    private static void refused(ShopDay day, String order, long start, long available) {
        day.call(Kind.DEDUCT, order, "", start, Result.REFUSED, "INSUFFICIENT_STOCK b 1 " + available, B);
    }
}
