package io.inventory.jdbi.management.page;

import io.inventory.ErrorReason;
import io.inventory.InvalidRequestException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.NotFoundException;
import io.inventory.RefusedException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All pages, by their paths. Thread-safe. */
public final class Pages implements AutoCloseable {
    /** The most pages that are made at once; one more gets 503. */
    public static final int PAGES_MAX = 8;

    private static final int LOOK_SECONDS = 5;
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SHEET = "page.css";
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    /** No scripts, nothing from elsewhere, in nobody's frame. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin");

    private final Semaphore places = new Semaphore(PAGES_MAX);
    private final Overview overview;
    private final StockPages stocks;
    private final OrderPage orders;
    private final String sheet = sheet();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "inventory-page");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * What is answered.
     *
     * @param headers those that it has besides
     */
    public record Answer(int status, String type, String body, Map<String, String> headers) {}

    /**
     * Pages of an inventory; begins to count.
     *
     * @param registry where the process counts its commands
     * @param obstacle what keeps the process from its work
     */
    public Pages(Inventory inventory, MeterRegistry registry, Supplier<Optional<String>> obstacle) {
        Asking asking = new Asking(inventory);
        Outcomes outcomes = new Outcomes(registry, Clock.systemUTC());
        overview = new Overview(asking, outcomes, registry, obstacle);
        stocks = new StockPages(asking);
        orders = new OrderPage(asking);
        var unused = looks.scheduleWithFixedDelay(outcomes::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private static String sheet() {
        try (InputStream file = Pages.class.getResourceAsStream(SHEET)) {
            if (file == null) throw new IllegalStateException("no " + SHEET);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the stylesheet cannot be read", e);
        }
    }

    /** Whether a path is that of a page, perhaps of one that is not there. */
    public static boolean isPage(String path) {
        return path.equals(Links.HOME) || path.startsWith(Links.HOME + "/");
    }

    /** The page at a path; one that says so if there is none, or it can't be made. Blocks for some seconds at most. */
    public Answer at(String path, @Nullable String rawQuery) {
        if (path.equals(Links.STYLE)) return new Answer(200, CSS, sheet, HEADERS);
        if (!places.tryAcquire()) return problem(503, "Too many look", "Try again in a moment.");
        try {
            return made(path, rawQuery);
        } catch (NotFoundException e) {
            return problem(404, "Not found", e.getMessage());
        } catch (RefusedException e) {
            return e.reason() == ErrorReason.HISTORY_PRUNED
                    ? problem(410, "Not kept here any more", e.getMessage())
                    : problem(400, "That can't be looked up", e.getMessage());
        } catch (InvalidRequestException e) {
            return problem(400, "That can't be looked up", e.getMessage());
        } catch (InventoryException e) {
            return problem(503, "The inventory does not answer", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("a page could not be made", e);
            return problem(500, "That went wrong", "The process's log has it.");
        } finally {
            places.release();
        }
    }

    private Answer made(String path, @Nullable String rawQuery) {
        Question question = Question.of(path, rawQuery);
        return switch (path) {
            case Links.HOME -> page(200, overview.html());
            case Links.STOCKS -> page(200, stocks.list(question));
            case Links.STOCK -> page(200, stocks.stock(question));
            case Links.ORDER -> page(200, orders.html(question));
            default -> problem(404, "Not found", "There is no such page.");
        };
    }

    private static Answer problem(int status, String title, @Nullable String words) {
        return page(status, Layout.page(title, html -> html.element("p", words, "class", "problem")));
    }

    private static Answer page(int status, String html) {
        return new Answer(status, HTML, html, HEADERS);
    }

    /** Counts no more. */
    @Override
    public void close() {
        looks.shutdownNow();
    }
}
