package io.inventory.jdbi.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements of the tables for plain JDBC, which knows no named parameters. */
final class PositionalSql implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("(?<!:):([a-zA-Z]\\w*)");

    private final PreparedStatement statement;
    private final List<String> names = new ArrayList<>();

    PositionalSql(Connection connection, String sql) throws SQLException {
        Matcher name = NAME.matcher(sql);
        while (name.find()) names.add(name.group(1));
        statement = connection.prepareStatement(name.replaceAll("?"));
    }

    /** Sends it, and reads whatever is answered. */
    void run(Map<String, Object> parameters) throws SQLException {
        for (int i = 0; i < names.size(); i++) {
            Object value = parameters.get(names.get(i));
            if (value == null) throw new IllegalArgumentException("nothing to bind to :" + names.get(i));
            bind(i + 1, value);
        }
        boolean hasRows = statement.execute();
        while (hasRows || statement.getUpdateCount() != -1) hasRows = statement.getMoreResults();
    }

    private void bind(int index, Object value) throws SQLException {
        if (value instanceof Object[] array)
            statement.setArray(index, statement.getConnection().createArrayOf(type(array), array));
        else statement.setObject(index, value);
    }

    private static String type(Object[] array) {
        if (array instanceof String[]) return "varchar";
        if (array instanceof Long[]) return "int8";
        if (array instanceof UUID[]) return "uuid";
        throw new IllegalArgumentException(
                "no column of " + array.getClass().getComponentType().getSimpleName());
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
