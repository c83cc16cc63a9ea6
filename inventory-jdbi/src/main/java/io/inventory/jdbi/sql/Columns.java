package io.inventory.jdbi.sql;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The columns of rows that a statement of a {@link PipelinedStatements} writes. Each is bound as an array; for a single row
 * as a plain value, because unnesting arrays takes a tenth of the time of a transaction with one command.
 *
 * @param <T> the rows
 */
final class Columns<T> {
    private static final Pattern UNNEST = Pattern.compile("unnest\\((:\\w+)(?:(::\\w+)\\[])?\\)");
    /** Bounded by the number of SQL constants. */
    private static final Map<String, String> FOR_ONE_ROW = new ConcurrentHashMap<>();

    private final PipelinedStatements statements;
    private final List<T> rows;
    private final boolean isOne;

    /** @param arraysOnly whether a single row is to be an array too */
    Columns(PipelinedStatements statements, List<T> rows, boolean arraysOnly) {
        this.statements = statements;
        this.rows = rows;
        isOne = rows.size() == 1 && !arraysOnly;
    }

    Columns<T> texts(String name, Function<T, @Nullable String> column) {
        return bind(name, column, String[]::new);
    }

    Columns<T> numbers(String name, Function<T, @Nullable Long> column) {
        return bind(name, column, Long[]::new);
    }

    Columns<T> ids(String name, Function<T, UUID> column) {
        return bind(name, column, UUID[]::new);
    }

    /** As text, because the driver can't send arrays of times in binary form. */
    Columns<T> times(String name, Function<T, @Nullable OffsetDateTime> column) {
        return texts(name, row -> {
            OffsetDateTime time = column.apply(row);
            return time == null ? null : time.toString();
        });
    }

    /** Binds the number of rows. */
    Columns<T> count(String name) {
        if (!rows.isEmpty()) statements.bind(name, rows.size());
        return this;
    }

    private <V extends @Nullable Object> Columns<T> bind(
            String name, Function<T, V> column, IntFunction<V[]> constructor) {
        if (isOne) statements.bind(name, column.apply(rows.get(0)));
        else if (!rows.isEmpty())
            statements.bind(name, rows.stream().map(column).toArray(constructor));
        return this;
    }

    /**
     * Adds the statement, if there are rows.
     *
     * @param sql takes every column as {@code unnest(:name)} or {@code unnest(:name::type[])} in a select list, where
     *     PostgreSQL reads arrays in step; after {@code from} it would store each of them first, which takes twice as long
     */
    void write(String sql) {
        if (isOne) statements.then(forOneRow(sql));
        else if (!rows.isEmpty()) statements.then(sql);
    }

    static String forOneRow(String sql) {
        return FOR_ONE_ROW.computeIfAbsent(sql, key -> UNNEST.matcher(key).replaceAll("$1$2"));
    }
}
