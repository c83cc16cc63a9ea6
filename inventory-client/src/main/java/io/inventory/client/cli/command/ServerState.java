package io.inventory.client.cli.command;

import io.inventory.client.ServerStatus;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Column.Place;
import io.inventory.client.cli.output.Times;
import io.inventory.client.cli.output.Tone;
import io.inventory.client.cli.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is shown of a server.
 *
 * @param target its address
 * @param status what it says of itself
 * @param answeredIn how long that took, with the connection
 */
record ServerState(String target, ServerStatus status, Duration answeredIn) {
    static void print(Session session, ServerStatus status, Duration answeredIn) {
        session.output().one(columns(session.times()), new ServerState(session.target(), status, answeredIn));
    }

    private static List<Column<ServerState>> columns(Times times) {
        return List.of(
                Column.<ServerState>text("target", "SERVER", ServerState::target),
                Column.<ServerState>hidden("read_only", state -> Optional.of(state.status.readOnly()))
                        .at(Place.ALONE)
                        .named("COMMANDS")
                        .shownAs(state -> state.status.readOnly() ? "refused: it is read-only" : "taken")
                        .withTone(state -> state.status.readOnly() ? Tone.WARNING : Tone.GOOD),
                Column.<ServerState>text("reason", "REASON", state -> state.status.reason()),
                Column.<ServerState>time("since", "SINCE", times, state -> Optional.of(state.status.since())),
                Column.<ServerState>number("answered_in_ms", "ANSWERED IN", state -> state.answeredIn.toMillis())
                        .shownAs(state -> state.answeredIn.toMillis() + " ms, with the connection"));
    }
}
