package io.inventory.client.cli.session;

import io.inventory.ListStocks;
import io.inventory.client.ClientTls;
import io.inventory.client.InventoryClient;
import io.inventory.client.cli.output.Output;
import io.inventory.client.cli.output.Printable;
import io.inventory.client.cli.output.Times;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One command's connection, output and conversation; the connection is made when a command needs it. Not thread-safe. */
public final class Session implements AutoCloseable {
    private final Surroundings surroundings;
    private final GlobalOptions options = new GlobalOptions();
    private @Nullable Settings settings;
    private @Nullable InventoryClient client;
    private int progressWidth;

    /** Connects to nothing yet. */
    public Session(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** What the command line says of it. */
    public GlobalOptions options() {
        return options;
    }

    /** Where the answers go. */
    public Output output() {
        return new Output(surroundings.out(), options.output, surroundings.terminal());
    }

    /** What is now, and where. */
    public Times times() {
        return surroundings.times();
    }

    /** The servers as they were given. */
    public String target() {
        return settings().target();
    }

    /** How long a call may take. */
    public Duration timeout() {
        return settings().timeout();
    }

    private Settings settings() {
        Settings known = settings;
        if (known == null) {
            known = Settings.of(options, surroundings.environment(), surroundings.home());
            settings = known;
        }
        return known;
    }

    /**
     * The connection, which is made with the first call.
     *
     * @throws UsageException if the settings cannot be used
     */
    public InventoryClient client() {
        InventoryClient made = client;
        if (made == null) {
            made = connect(settings());
            client = made;
        }
        return made;
    }

    /** Fails at once, and with the reason, where no server answers; a watch or a verification would wait for one. */
    public void requireServer() {
        var unused = client().execute(new ListStocks(1, Optional.empty()));
    }

    /**
     * For what concerns one server.
     *
     * @throws UsageException if the target leads to several
     */
    public InventoryClient clientOfOneServer() {
        if (target().contains(",") || isName(target()))
            throw new UsageException("this concerns one server; give --target the address of one, host:port");
        return client();
    }

    private static boolean isName(String target) {
        return target.contains(":/") || target.startsWith("dns:");
    }

    private static InventoryClient connect(Settings settings) {
        try {
            InventoryClient.Builder builder = isName(settings.target())
                    ? InventoryClient.builder().target(settings.target())
                    : InventoryClient.builder(settings.target().split(","));
            builder.deadline(settings.timeout());
            if (settings.tls()) {
                ClientTls tls = settings.ca().map(ClientTls::trusting).orElseGet(ClientTls::system);
                if (settings.certificate().isPresent() && settings.key().isPresent())
                    tls = tls.withCertificate(
                            settings.certificate().get(), settings.key().get());
                builder.tls(tls);
            }
            settings.tokenFile().ifPresent(builder::tokenFile);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Says something to a person who looks on, beside the answer. */
    public void note(String text) {
        surroundings.err().println(Printable.of(text));
        surroundings.err().flush();
    }

    /** Where answers go, for what is not rows; a failure to write is the caller's. */
    public Writer out() {
        return surroundings.out();
    }

    /** Says how far something is to a person who looks on, in place of what was said so before. */
    public void overwrite(String text) {
        surroundings.err().print("\r" + Printable.of(text));
        surroundings.err().flush();
    }

    /** Shows a person how far something has come, in a line that the next one takes the place of; an empty text empties it. */
    public void showProgress(String text) {
        if (!surroundings.terminal().interactive()) return;
        String shown = Printable.of(text);
        int width = Printable.width(shown);
        if (width == 0 && progressWidth == 0) return;
        String rest = " ".repeat(Math.max(0, progressWidth - width));
        surroundings.err().print("\r" + shown + rest + (width == 0 ? "\r" : ""));
        surroundings.err().flush();
        progressWidth = width;
    }

    /** Does that when Ctrl-C comes, before the process ends. */
    public void atInterrupt(Runnable action) {
        surroundings.atInterrupt().accept(action);
    }

    /**
     * Asks whether to go on.
     *
     * @param question what is going to be done
     * @throws UsageException if nobody can be asked and {@code --yes} was not given
     */
    public boolean confirm(String question) {
        if (options.yes) return true;
        if (!surroundings.terminal().interactive())
            throw new UsageException("this must be confirmed, and nobody can be asked here: " + question
                    + " Give --yes if that is what you mean");
        surroundings.err().print(Printable.of(question) + " [y/N] ");
        surroundings.err().flush();
        try {
            String answer = surroundings.in().readLine();
            if (answer != null
                    && switch (answer.strip().toLowerCase(Locale.ROOT)) {
                        case "y", "yes" -> true;
                        default -> false;
                    }) return true;
        } catch (IOException e) {
            throw new UsageException("the answer cannot be read: " + e + ". Give --yes if that is what you mean");
        }
        note("Nothing was done.");
        return false;
    }

    @Override
    public void close() {
        if (client != null) client.close();
    }
}
