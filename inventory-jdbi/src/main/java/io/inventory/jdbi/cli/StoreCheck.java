package io.inventory.jdbi.cli;

import io.inventory.jdbi.Schema;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.inventory.jdbi.cli.StoreOptions.Migrate;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds out whether a start would get on with its database, and changes nothing in it. */
final class StoreCheck {
    private static final String H2 = "jdbc:h2:";
    private static final String H2_FILE_ENDING = ".mv.db";

    private StoreCheck() {}

    /** @throws SetupException with what would keep a start from it */
    static void run(StoreSettings settings, Migrate migrate, boolean distribute) {
        @Nullable Path file = h2File(settings.url());
        if (file != null && !Files.exists(file)) {
            requireNewFile(file, migrate);
            return;
        }
        try (StorePool pool = StorePool.open(file == null ? settings : readOnly(settings), Duration.ZERO)) {
            checkTables(pool.dataSource(), migrate, distribute);
        }
    }

    private static void checkTables(DataSource dataSource, Migrate migrate, boolean distribute) {
        switch (migrate) {
            case auto -> Schema.checkNotNewer(dataSource);
            case check -> {
                Schema.check(dataSource);
                if (distribute) Schema.checkDistribution(dataSource);
            }
            case off -> {
                if (distribute) throw StoreOptions.distributeNeedsMigrate();
            }
        }
    }

    /** The file of an H2 database, if it is one that this process would open. */
    private static @Nullable Path h2File(String url) {
        if (!url.startsWith(H2)) return null;
        String name = url.substring(H2.length()).replaceAll(";.*", "");
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.matches("(mem|tcp|ssl|zip|nio\\w*|split|memfs|nioMemFS|classpath|cache\\w*|async):.*")) return null;
        String path = lower.startsWith("file:") ? name.substring("file:".length()) : name;
        try {
            return Path.of(path.replaceFirst("^~", System.getProperty("user.home")) + H2_FILE_ENDING);
        } catch (InvalidPathException e) {
            throw new SetupException("the database URL names no file: " + e.getMessage(), e);
        }
    }

    private static void requireNewFile(Path file, Migrate migrate) {
        if (migrate != Migrate.auto)
            throw new SetupException("there is no database " + file + " yet; start once with --migrate=auto");
        @Nullable Path folder = file.toAbsolutePath().normalize().getParent();
        while (folder != null && !Files.exists(folder)) folder = folder.getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder))
            throw new SetupException("the database " + file + " can't be made: " + folder
                    + " is no folder that this user may" + " write to");
    }

    /** H2 writes to a file as soon as it opens it otherwise. */
    private static StoreSettings readOnly(StoreSettings settings) {
        return new StoreSettings(
                settings.url() + ";ACCESS_MODE_DATA=r",
                settings.user(),
                settings.password(),
                settings.poolSizeMax(),
                settings.connectTimeout(),
                settings.lockTimeout(),
                settings.statementTimeout());
    }
}
