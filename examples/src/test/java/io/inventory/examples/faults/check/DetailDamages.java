package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Stored.Line;
import io.inventory.examples.faults.history.Stored.Stock;
import io.inventory.examples.faults.history.Units;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** All that was asked for is there, once, and a number, a time or a reason is another. */
final class DetailDamages {
    private DetailDamages() {}

    static Stream<Damage> all() {
        return Stream.of(heldUnits(), times(), refusals(), contents(), addressees())
                .flatMap(damages -> damages);
    }

    private static Stream<Damage> heldUnits() {
        return Stream.of(
                new Damage(Property.NOTHING_UNASKED, "a reservation holds nothing", day -> {
                    entry(day, 4, entry -> new Entry("a", 4, -3, 0, 4, 0, entry.reason(), entry.ref()));
                    entry(day, 5, entry -> new Entry("a", 5, 0, 0, 4, 0, entry.reason(), entry.ref()));
                }),
                new Damage(Property.NOTHING_UNASKED, "a payment sells what was sold", day -> {
                    day.call(Kind.CONFIRM, "by message", "", 70, Result.OK, "CONFIRMED");
                    day.entry("a", 11, 0, 0, 6, 0, "order_confirmed", "by message");
                    day.stock(new Stock("a", 6, 0, 11));
                }),
                new Damage(Property.NOTHING_UNASKED, "an operator holds units", day -> {
                    day.call(Kind.ADJUST, "held", "", 70, Result.OK, "6 1 4", new Units("b", 1));
                    day.entry("b", 4, 1, 1, 6, 1, "manual_adjust", "held");
                    day.stock(new Stock("b", 6, 1, 4));
                }));
    }

    private static void entry(ShopDay day, long version, UnaryOperator<Entry> by) {
        ShopDay.replace(day.ledger, entry -> entry.sku().equals("a") && entry.version() == version, by);
    }

    private static Stream<Damage> times() {
        return Stream.of(
                new Damage(
                        Property.HELD_AS_LONG_AS_ASKED,
                        "a reservation ran out early, and nobody heard of it before its time",
                        day -> day.hold("expired", Duration.ofNanos(10), Duration.ofNanos(9))),
                new Damage(Property.HELD_AS_LONG_AS_ASKED, "a reservation is made for a shorter time", day -> {
                    day.hold("paid", Duration.ofMinutes(59), Duration.ofMinutes(1));
                    day.answer(
                            operation -> operation.answer().equals(ShopDay.RESERVED),
                            "RESERVED " + ShopDay.OPENED.plus(Duration.ofMinutes(59)));
                }),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "a reservation holds until another time than was said",
                        day -> day.hold("paid", Duration.ofMinutes(61), Duration.ofMinutes(1))));
    }

    private static Stream<Damage> refusals() {
        return Stream.of(
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "a return of what is there is refused",
                        day -> day.call(
                                Kind.RETURN,
                                "lucky",
                                "r",
                                70,
                                Result.REFUSED,
                                "ROLLBACK_EXCEEDS_ORDER",
                                new Units("a", 1))),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "a return is refused because of one that came later",
                        day -> day.call(
                                Kind.RETURN,
                                "paid",
                                "early",
                                30,
                                Result.REFUSED,
                                "ROLLBACK_EXCEEDS_ORDER",
                                new Units("a", 3))),
                new Damage(Property.ANSWER_IS_RECORDED, "another shortage is recorded", day -> {
                    day.orders.removeIf(order -> order.id().equals("refused"));
                    day.rejected("refused", "INSUFFICIENT_STOCK b 1 1", new Line("b", 1, 0));
                }),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "who deducts is told of a payment",
                        day -> day.answer(operation -> operation.key().equals("by message"), "CONFIRMED")),
                new Damage(Property.REFUSALS_ARE_TRUE, "a line that was short is not named", day -> {
                    String one = "INSUFFICIENT_STOCK a 20 7";
                    day.call(Kind.DEDUCT, "both", "", 20, Result.REFUSED, one, new Units("a", 20), new Units("b", 3));
                    day.rejected("both", one, new Line("a", 20, 0), new Line("b", 3, 0));
                }),
                new Damage(Property.REFUSALS_ARE_TRUE, "a refusal that nobody was told is not true", day -> {
                    day.call(Kind.DEDUCT, "silent", "", 70, Result.UNKNOWN, "UNAVAILABLE", new Units("b", 9));
                    day.rejected("silent", "INSUFFICIENT_STOCK b 9 0", new Line("b", 9, 0));
                }));
    }

    private static Stream<Damage> contents() {
        return Stream.of(
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "an event says that an order took more",
                        day -> say(day, event -> event.routingKey().equals("stock.deducted"), new Units("a", 2))),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "an event says that other units were given back",
                        day -> say(day, event -> event.subject().equals("given back"), new Units("b", 2))),
                new Damage(Property.ANSWER_IS_RECORDED, "an event says that more ran out", day -> {
                    day.events.removeIf(Event::isExpiry);
                    day.expiry(50, new Units("a", 2));
                }),
                new Damage(
                        Property.ANSWER_IS_RECORDED,
                        "a signal with another balance",
                        day -> say(day, event -> event.id().equals("e2"), new Units("b", 4))));
    }

    private static Stream<Damage> addressees() {
        List<Units> units = List.of(new Units("a", 1));
        return Stream.of(
                new Damage(
                        Property.NOTHING_UNASKED,
                        "an answer names no message",
                        day -> day.events.add(new Event(
                                "stock.deducted", "e-15", "", "by message", "", "DEDUCTED", units, false, 15, 60))),
                new Damage(
                        Property.SIGNALS_ALTERNATE,
                        "a signal has no version",
                        day -> day.events.add(
                                new Event("stock.low", "e9", "", "a", "", "LOW", List.of(), false, 9, 49))),
                new Damage(
                        Property.SIGNALS_ALTERNATE,
                        "it is published that a reservation ran out that nobody made",
                        day -> day.events.add(new Event(
                                "stock.rolled_back",
                                "e9",
                                "",
                                "nobody's",
                                "",
                                "ROLLED_BACK a*1",
                                units,
                                true,
                                9,
                                60))));
    }

    private static void say(ShopDay day, Predicate<Event> which, Units units) {
        ShopDay.replace(
                day.events,
                which,
                event -> new Event(
                        event.routingKey(),
                        event.id(),
                        event.cause(),
                        event.subject(),
                        event.part(),
                        event.answer(),
                        List.of(units),
                        event.isExpiry(),
                        event.fingerprint(),
                        event.receivedNanos()));
    }
}
