package io.inventory.jdbi.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Several statements that are sent to PostgreSQL in one round trip. The database runs them one after another as separate
 * statements: each sees what was committed when it begins.
 */
final class PipelinedStatements {
    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]\\w*)");
    /** Bounded by the number of SQL constants, times that of shards. */
    private static final Map<Numbered, String> NUMBERED = new ConcurrentHashMap<>();

    private final List<String> statements = new ArrayList<>();
    private final List<ResultHandler> handlers = new ArrayList<>();
    private final Map<String, @Nullable Object> bindings = new HashMap<>();

    /** Binds a parameter; the statements share their parameters. */
    PipelinedStatements bind(String name, @Nullable Object value) {
        bindings.put(name, value);
        return this;
    }

    /** Adds a query; {@link #run} adds its rows to {@code into}. */
    <T> PipelinedStatements query(String sql, RowMapper<T> mapper, List<? super T> into) {
        return add(sql, (result, context) -> {
            try (ResultSet rows = result.getResultSet()) {
                while (rows.next()) into.add(mapper.map(rows, context));
            }
        });
    }

    /** Adds a statement whose result is not read; if it fails, those after it are not run. */
    PipelinedStatements then(String sql) {
        return add(sql, (result, context) -> {});
    }

    private PipelinedStatements add(String sql, ResultHandler handler) {
        statements.add(sql);
        handlers.add(handler);
        return this;
    }

    /**
     * Adds others, whose parameters are their own.
     *
     * @param number among those that are added to these
     */
    PipelinedStatements addAll(PipelinedStatements others, int number) {
        for (String sql : others.statements)
            statements.add(NUMBERED.computeIfAbsent(new Numbered(sql, number), Numbered::text));
        handlers.addAll(others.handlers);
        others.bindings.forEach((name, value) -> bindings.put(name + "_" + number, value));
        return this;
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    /** Runs the statements in the order in which they were added. */
    void run(Handle handle) {
        if (statements.isEmpty()) return;
        try (var update = handle.createUpdate(String.join(";\n", statements))) {
            update.bindMap(bindings).execute((executed, context) -> {
                PreparedStatement result = executed.get();
                for (int i = 0; i < handlers.size(); i++) {
                    if (i > 0) result.getMoreResults();
                    handlers.get(i).handle(result, context);
                }
                return handlers.size();
            });
        }
    }

    /** A statement with a number in the names of its parameters. */
    private record Numbered(String sql, int number) {
        String text() {
            return PARAMETER.matcher(sql).replaceAll(":$1_" + number);
        }
    }

    private interface ResultHandler {
        void handle(PreparedStatement result, StatementContext context) throws SQLException;
    }
}
