package io.inventory.client.cli.stock;

import io.inventory.InventoryException;
import io.inventory.RequestId;
import io.inventory.StockCommand;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.UnfinishedCommandException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The request id of an operator's command, by which a repetition is known to be one. */
final class RequestOptions {
    @Option(
            names = "--request-id",
            paramLabel = "ID",
            description =
                    "The same id with the same content is carried out once. Without it one is made, and printed with the answer.")
    @Nullable
    private String given;

    @Nullable
    private RequestId made;

    RequestId id() {
        RequestId id = made;
        if (id == null) {
            id = new RequestId(given == null ? "ctl-" + UUID.randomUUID() : given);
            made = id;
        }
        return id;
    }

    <A> A send(Session session, StockCommand<A> command) {
        return send(session, command, "");
    }

    /**
     * Sends a command, and where its outcome is not known says how to repeat it.
     *
     * @param alsoMade what else must be given for the content to be the same, as options; may be empty
     */
    <A> A send(Session session, StockCommand<A> command, String alsoMade) {
        String repetition = "--request-id=" + id() + (alsoMade.isEmpty() ? "" : " " + alsoMade);
        Pending pending = new Pending();
        session.atInterrupt(() -> {
            if (pending.isPending)
                session.note("It may have been carried out. To repeat it is safe with the same content and this id: "
                        + repetition);
        });
        try {
            pending.isPending = true;
            return session.client().execute(command);
        } catch (InventoryException e) {
            throw new UnfinishedCommandException(e, repetition);
        } finally {
            pending.isPending = false;
        }
    }

    private static final class Pending {
        volatile boolean isPending;
    }
}
