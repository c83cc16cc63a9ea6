package io.inventory.jdbi.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Several statements that travel to PostgreSQL together and come back together, for one round trip. To the database each
 * is a statement of its own: it begins when the one before is done, and sees what was committed by then.
 */
final class PipelinedStatements {
    private final List<String> statements = new ArrayList<>();
    private final List<ResultHandler> handlers = new ArrayList<>();
    private final Map<String, @Nullable Object> bindings = new HashMap<>();

    /** Binds a parameter; a name means the same in all statements. */
    PipelinedStatements bind(String name, @Nullable Object value) {
        bindings.put(name, value);
        return this;
    }

    /** Adds a query; its rows are in {@code into} after the statements. */
    <T> PipelinedStatements query(String sql, RowMapper<T> mapper, List<? super T> into) {
        return add(sql, (result, context) -> {
            try (ResultSet rows = result.getResultSet()) {
                while (rows.next()) into.add(mapper.map(rows, context));
            }
        });
    }

    /** Adds a statement whose answer does not matter, but for its failure, which keeps those after it from running. */
    PipelinedStatements then(String sql) {
        return add(sql, (result, context) -> {});
    }

    private PipelinedStatements add(String sql, ResultHandler handler) {
        statements.add(sql);
        handlers.add(handler);
        return this;
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    /** Runs the statements in the order in which they were added; none if none was. */
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

    private interface ResultHandler {
        void handle(PreparedStatement result, StatementContext context) throws SQLException;
    }
}
