package io.inventory.examples.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.examples.faults.check.Finding.Effect;
import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.History;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import io.inventory.examples.faults.history.Reading;
import io.inventory.examples.faults.history.SharedValues;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Stored.Line;
import io.inventory.examples.faults.history.Stored.Stock;
import io.inventory.examples.faults.history.Units;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A history in which all is well passes; damaged in one way it is refused for just that. */
class HistoryCheckerTest {
    @Test
    void aGoodHistoryPasses() {
        assertThat(new ShopDay().findings()).isEmpty();
    }

    static Stream<Damage> damages() {
        return Stream.of(balances(), effects(), answers(), DetailDamages.all(), events(), endings(), readings())
                .flatMap(damages -> damages);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void aDamagedHistoryIsRefusedForJustThat(Damage damage) {
        ShopDay day = new ShopDay();
        damage.act().accept(day);
        assertThat(day.findings()).isNotEmpty().allMatch(finding -> finding.property() == damage.property());
    }

    @Test
    void thereIsADamageForEachProperty() {
        Set<Property> damaged = damages().map(Damage::property).collect(Collectors.toSet());
        assertThat(damaged).containsExactlyInAnyOrder(Property.values());
    }

    private static Stream<Damage> balances() {
        return Stream.of(
                new Damage(
                        Property.STOCK_IS_SUM_OF_LEDGER,
                        "a stock has a unit more",
                        day -> day.stock(new Stock("a", 7, 0, 10))),
                new Damage(Property.STOCK_IS_SUM_OF_LEDGER, "a stock below zero", day -> {
                    day.call(Kind.ADJUST, "less b", "", 70, Result.OK, "-1 0 4", new Units("b", -6));
                    day.entry("b", 4, -6, 0, -1, 0, "manual_adjust", "less b");
                    day.stock(new Stock("b", -1, 0, 4));
                }),
                new Damage(
                        Property.VERSIONS_WITHOUT_GAP,
                        "a version too many",
                        day -> day.stock(new Stock("a", 6, 0, 11))),
                new Damage(Property.VERSIONS_WITHOUT_GAP, "an entry is missing", day -> {
                    day.call(Kind.ADJUST, "plus", "", 70, Result.OK, "6 0 5", new Units("b", 1));
                    day.entry("b", 5, 1, 0, 6, 0, "manual_adjust", "plus");
                    day.stock(new Stock("b", 6, 0, 5));
                }),
                new Damage(
                        Property.BALANCE_FOLLOWS,
                        "a balance is another",
                        day -> ShopDay.replace(
                                day.ledger,
                                entry -> entry.sku().equals("a") && entry.version() == 4,
                                entry -> new Entry("a", 4, -3, 3, 5, 3, entry.reason(), entry.ref()))),
                new Damage(
                        Property.ONE_OUTCOME,
                        "a return is in the ledger alone",
                        day -> ShopDay.replace(
                                day.orders,
                                order -> order.id().equals("paid"),
                                order -> new Stored.Order(
                                        order.id(),
                                        order.status(),
                                        List.of(new Line("a", 3, 0)),
                                        order.rollbacks(),
                                        order.rejection(),
                                        order.hold()))),
                new Damage(Property.ONE_OUTCOME, "an order is there twice", day -> day.orders.add(day.orders.get(1))));
    }

    private static Stream<Damage> effects() {
        return Stream.concat(missing(), tooMuch());
    }

    private static Stream<Damage> missing() {
        return Stream.of(
                new Damage(
                        Property.ACKNOWLEDGED_ONCE,
                        "an order is not there",
                        day -> day.call(Kind.DEDUCT, "lost", "", 70, Result.OK, "DEDUCTED", new Units("a", 1))),
                new Damage(
                        Property.ACKNOWLEDGED_ONCE,
                        "a confirmation is not there",
                        day -> day.call(Kind.CONFIRM, "expired", "", 70, Result.OK, "CONFIRMED")),
                new Damage(
                        Property.ACKNOWLEDGED_ONCE,
                        "a return is not there",
                        day -> day.call(
                                Kind.RETURN, "lucky", "r", 70, Result.OK, "ROLLED_BACK a*1", new Units("a", 1))),
                new Damage(
                        Property.ACKNOWLEDGED_ONCE,
                        "a cancellation is not there",
                        day -> day.call(Kind.ROLLBACK, "lucky", "", 70, Result.OK, "ROLLED_BACK a*1,b*2")));
    }

    private static Stream<Damage> tooMuch() {
        return Stream.of(
                new Damage(Property.ACKNOWLEDGED_ONCE, "a request is there twice", day -> {
                    day.entry("b", 4, 5, 0, 10, 0, "manual_adjust", "more b");
                    day.stock(new Stock("b", 10, 0, 4));
                }),
                new Damage(Property.UNKNOWN_AT_MOST_ONCE, "a request without an answer is there twice", day -> {
                    day.call(Kind.ADJUST, "plus", "", 70, Result.UNKNOWN, "UNAVAILABLE", new Units("b", 1));
                    day.entry("b", 4, 1, 0, 6, 0, "manual_adjust", "plus");
                    day.entry("b", 5, 1, 0, 7, 0, "manual_adjust", "plus");
                    day.stock(new Stock("b", 7, 0, 5));
                }),
                new Damage(Property.UNKNOWN_AT_MOST_ONCE, "half an order without an answer is there", day -> {
                    day.call(
                            Kind.DEDUCT,
                            "half",
                            "",
                            70,
                            Result.UNKNOWN,
                            "UNAVAILABLE",
                            new Units("a", 1),
                            new Units("b", 1));
                    day.entry("b", 4, -1, 0, 4, 0, "order_created", "half");
                    day.order("half", "DEDUCTED", null, new Line("b", 1, 0));
                    day.stock(new Stock("b", 4, 0, 4));
                }),
                new Damage(Property.REFUSED_NOT_AT_ALL, "a refused order is there", day -> {
                    day.entry("b", 4, -1, 0, 4, 0, "order_created", "refused");
                    ShopDay.replace(
                            day.orders,
                            order -> order.id().equals("refused"),
                            order -> new Stored.Order("refused", "DEDUCTED", order.lines(), List.of()));
                    day.stock(new Stock("b", 4, 0, 4));
                }),
                new Damage(Property.NOTHING_UNASKED, "a change that nobody asked for", day -> {
                    day.entry("b", 4, 1, 0, 6, 0, "manual_adjust", "nobody's");
                    day.stock(new Stock("b", 6, 0, 4));
                }),
                new Damage(
                        Property.REAL_TIME_ORDER,
                        "the last was over before the first began",
                        day -> ShopDay.replace(
                                day.operations,
                                operation -> operation.key().equals("by message"),
                                operation -> at(operation, 4, 5))));
    }

    private static Stream<Damage> answers() {
        return AnswerDamages.all();
    }

    private static Stream<Damage> events() {
        return Stream.of(
                new Damage(
                        Property.ONE_EVENT_A_TRANSITION,
                        "an event with another content",
                        day -> day.edge("e2", 3, "BACK", 99)),
                new Damage(
                        Property.ONE_EVENT_A_TRANSITION,
                        "a transition with two events",
                        day -> day.edge("e9", 3, "BACK", 2)),
                new Damage(
                        Property.NO_MESSAGE_LOST,
                        "a message without an answer",
                        day -> day.operations.add(new Operation(
                                99,
                                Kind.DEDUCT,
                                Way.MESSAGE,
                                "silent",
                                "",
                                List.of(new Units("a", 1)),
                                70,
                                Long.MAX_VALUE,
                                Result.UNKNOWN,
                                Operation.UNANSWERED))),
                new Damage(
                        Property.SIGNALS_ALTERNATE,
                        "an edge is no signal",
                        day -> day.signals.remove(day.signals.size() - 1)),
                new Damage(
                        Property.SIGNALS_ALTERNATE,
                        "a signal is not published",
                        day -> day.events.removeIf(event -> event.routingKey().equals("stock.back"))),
                new Damage(
                        Property.SIGNALS_ALTERNATE,
                        "signals come out of order",
                        day -> java.util.Collections.swap(day.events, indexOf(day, "e1"), indexOf(day, "e2"))),
                new Damage(Property.SIGNALS_ALTERNATE, "low twice in a row", day -> {
                    for (int version = 2; version <= 3; version++) {
                        day.signals.add(new Stored.Signal("a", version, "LOW", ""));
                        List<Units> available = List.of(new Units("a", version == 2 ? 8 : 7));
                        day.events.add(new Event(
                                "stock.low",
                                "low" + version,
                                "",
                                "a",
                                "" + version,
                                "LOW",
                                available,
                                false,
                                version,
                                49));
                    }
                }),
                new Damage(
                        Property.SIGNALS_ALTERNATE,
                        "nobody is told of an expiry",
                        day -> day.events.removeIf(Event::isExpiry)));
    }

    private static Stream<Damage> endings() {
        return Stream.of(
                new Damage(
                        Property.HELD_AS_LONG_AS_ASKED,
                        "it was published early that a reservation ran out",
                        day -> day.expiry(47)),
                new Damage(
                        Property.HELD_AS_LONG_AS_ASKED,
                        "who paid was told early that the reservation had run out",
                        day -> day.call(Kind.CONFIRM, "expired", "", 45, Result.REFUSED, "RESERVATION_EXPIRED")),
                new Damage(
                        Property.HELD_AS_LONG_AS_ASKED,
                        "who asked again was told early that it had run out",
                        day -> day.call(
                                Kind.RESERVE,
                                "expired",
                                "PT0.00000001S",
                                44,
                                Result.REFUSED,
                                "ORDER_CLOSED EXPIRED",
                                new Units("a", 1))));
    }

    private static Stream<Damage> readings() {
        return Stream.of(
                new Damage(
                        Property.READS_NOT_TORN,
                        "units of one version, held units of another",
                        day -> day.readings.add(new Reading("a", 4, 3, 5, 25, 27))),
                new Damage(
                        Property.READS_NOT_TORN,
                        "below zero",
                        day -> day.readings.add(new Reading("b", -1, 0, 2, 17, 33))),
                new Damage(
                        Property.READS_GO_FORWARD,
                        "older than what was read before",
                        day -> day.readings.add(new Reading("a", 8, 0, 2, 20, 21))),
                new Damage(
                        Property.READS_GO_FORWARD,
                        "older than what was acknowledged",
                        day -> day.readings.add(new Reading("b", 0, 0, 2, 36, 37))),
                new Damage(
                        Property.READS_GO_FORWARD,
                        "newer than what had begun",
                        day -> day.readings.add(new Reading("b", 5, 0, 3, 20, 21))));
    }

    @Test
    void whatIsMissingIsLostAndWhatIsThereTwiceIsDoubled() {
        assertThat(effectsOf("an order is not there")).containsOnly(Effect.LOST);
        assertThat(effectsOf("a message without an answer")).containsOnly(Effect.LOST);
        assertThat(effectsOf("a request is there twice")).containsOnly(Effect.DOUBLED);
    }

    private static List<Effect> effectsOf(String damage) {
        ShopDay day = new ShopDay();
        damages()
                .filter(each -> each.name().equals(damage))
                .forEach(each -> each.act().accept(day));
        return day.findings().stream().map(Finding::effect).toList();
    }

    @Test
    void aHistoryIsReadAsItWasWritten(@TempDir Path folder) {
        ShopDay day = new ShopDay();
        Path file = folder.resolve("history");
        try (History history = History.write(file)) {
            day.operations.forEach(history::add);
            day.readings.forEach(history::add);
        }
        assertThat(History.read(file, new SharedValues())).isEqualTo(new History.Lines(day.operations, day.readings));
    }

    private static int indexOf(ShopDay day, String eventId) {
        return day.events.stream().map(Event::id).toList().indexOf(eventId);
    }

    private static Operation at(Operation operation, long start, long end) {
        return new Operation(
                operation.id(),
                operation.kind(),
                operation.way(),
                operation.key(),
                operation.part(),
                operation.units(),
                start,
                end,
                operation.result(),
                operation.answer());
    }
}
