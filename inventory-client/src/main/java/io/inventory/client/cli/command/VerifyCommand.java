package io.inventory.client.cli.command;

import io.inventory.InventoryException;
import io.inventory.PageToken;
import io.inventory.VerifiedPart;
import io.inventory.client.InventoryClient;
import io.inventory.client.LedgerVerification;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.UsageException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verify}. */
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Verifies that ledger, stocks, orders, requests and reservations agree, and prints what contradicts something else. It"
                    + " repairs nothing, holds nobody up, and may run at any time.",
            "It ends with 0 if all agrees, with 6 if something does not. Where it ends before all is verified it says how to go on."
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final int RATE_MAX = 1_000_000;

    private final Session session;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "" + InventoryClient.ENTRIES_PER_SECOND_DEFAULT,
            description = "How many rows the server reads a second, at most; 1 to 1000000. Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--from",
            paramLabel = "TOKEN",
            description =
                    "Goes on where a verification has ended before all was verified: with the token that it said then.")
    @Nullable
    private String from;

    /** The last part whose findings are printed; read at an interrupt too. */
    private volatile Optional<PageToken> reached = Optional.empty();

    /** For one command line. */
    public VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (rate < 1 || rate > RATE_MAX) throw new UsageException("--rate must be 1 to " + RATE_MAX);
        if (from != null && from.isBlank()) throw new UsageException("--from must be a token");
        Optional<PageToken> begin = Optional.ofNullable(from).map(PageToken::new);
        session.requireServer();
        FindingPrinter printer = new FindingPrinter(session);
        // what is done at an interrupt is done at any end of the process
        AtomicBoolean over = new AtomicBoolean();
        session.atInterrupt(() -> {
            if (!over.getAndSet(true)) sayHowToGoOn(printer);
        });
        try (printer;
                LedgerVerification verification = session.client().verifyLedger(begin, rate)) {
            return verify(verification, printer).code();
        } catch (InventoryException e) {
            if (!over.getAndSet(true)) sayHowToGoOn(printer);
            throw e;
        } finally {
            over.set(true);
        }
    }

    private ExitStatus verify(LedgerVerification verification, FindingPrinter printer) {
        while (verification.hasNext()) {
            VerifiedPart part = verification.next();
            printer.print(part);
            reached = part.next();
        }
        return printer.end() ? ExitStatus.OK : ExitStatus.CONTRADICTIONS;
    }

    private void sayHowToGoOn(FindingPrinter printer) {
        session.showProgress("");
        reached.ifPresent(token ->
                session.note(printer.summary() + ". To go on from there: inventoryctl verify --from=" + token.value()));
    }
}
