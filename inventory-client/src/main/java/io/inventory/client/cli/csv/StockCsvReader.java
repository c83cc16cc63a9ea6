package io.inventory.client.cli.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.inventory.ImportItem;
import io.inventory.InvalidRequestException;
import io.inventory.InvalidRequestException.FieldViolation;
import io.inventory.Sku;
import io.inventory.client.cli.csv.CsvLines.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the changes of a file, line by line. Nothing is guessed: a number is whole and has digits alone, a quote stands where CSV has
 * it (RFC 4180), a column that means nothing is refused. Empty lines are passed over. Not thread-safe.
 */
final class StockCsvReader implements AutoCloseable {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final int SHOWN_MAX = 40;

    private final CsvLines lines;
    private final StockCsvFormat format;
    private final CsvReader.CsvReaderBuilder csv;
    private final List<BadLine> bad = new ArrayList<>();
    private final StockCsvHeader header;

    StockCsvReader(Path file, StockCsvFormat format) throws IOException {
        this.format = format;
        csv = CsvReader.builder().fieldSeparator(format.separator()).allowUnclosedQuote(false);
        lines = new CsvLines(file);
        try {
            header = readHeader();
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    private StockCsvHeader readHeader() throws IOException {
        Line first = lines.next();
        if (first == null) {
            bad.add(new BadLine(1, "", "is missing: the file is empty"));
            return StockCsvHeader.read(List.of(), format, new ArrayList<>());
        }
        List<String> names = fields(first);
        return StockCsvHeader.read(names, format, bad.isEmpty() ? bad : new ArrayList<>());
    }

    /** What was wrong since the last call. */
    List<BadLine> takeBad() {
        List<BadLine> taken = List.copyOf(bad);
        bad.clear();
        return taken;
    }

    /**
     * The next line that is none of the header and not empty; null after the last. Its change is there if nothing is wrong
     * with it.
     */
    @Nullable
    Row next() throws IOException {
        for (Line line = lines.next(); line != null; line = lines.next()) {
            if (line.text().isEmpty() && !line.isBad()) continue;
            int before = bad.size();
            List<String> fields = fields(line);
            ImportItem item = bad.size() > before ? null : item(line.number(), fields);
            return new Row(line.number(), Optional.ofNullable(bad.size() > before ? null : item));
        }
        return null;
    }

    /** The fields of a line; what is wrong with it as a whole is kept. */
    private List<String> fields(Line line) {
        if (line.isBad()) {
            bad.add(new BadLine(line.number(), "", line.problem()));
            return List.of();
        }
        try {
            List<String> fields = csv.ofSingleCsvRecord(line.text()).getFields();
            for (int i = 0; i < fields.size(); i++)
                if (fields.get(i).indexOf('"') >= 0 && !line.text().contains(quoted(fields.get(i)))) {
                    bad.add(new BadLine(
                            line.number(), "", "has a quote in column " + (i + 1) + ", which is not in quotes itself"));
                    return List.of();
                }
            return fields;
        } catch (CsvParseException e) {
            bad.add(new BadLine(line.number(), "", quotes(line.text())));
            return List.of();
        }
    }

    private static String quoted(String field) {
        return '"' + field.replace("\"", "\"\"") + '"';
    }

    private static String quotes(String text) {
        boolean open = text.chars().filter(c -> c == '"').count() % 2 == 1;
        return open
                ? "has a quote that is not closed on the line"
                : "has text behind a closing quote; write \"\" for a quote";
    }

    private @Nullable ImportItem item(long line, List<String> fields) {
        if (fields.size() != header.size()) {
            bad.add(new BadLine(line, "", "has " + fields.size() + " columns, and the header has " + header.size()));
            return null;
        }
        int before = bad.size();
        Sku sku = read(line, Columns.SKU, () -> new Sku(field(fields, Columns.SKU)));
        String column = format.mode().column();
        Long number = read(line, column, () -> number(column, field(fields, column)));
        Optional<Instant> asOf = read(line, Columns.AS_OF, () -> asOf(fields));
        if (sku == null || number == null || asOf == null) {
            checkReason(line, fields);
            return null;
        }
        ImportMode.Values values = new ImportMode.Values(sku, number, reason(fields), asOf);
        try {
            return bad.size() > before ? null : format.mode().item(line, values);
        } catch (InvalidRequestException e) {
            for (FieldViolation violation : e.violations()) addBad(line, column, violation);
            if (e.violations().stream().noneMatch(violation -> violation.field().equals(Columns.REASON)))
                checkReason(line, fields);
            return null;
        }
    }

    /** Where another value is bad already, so that a line is told all at once. */
    private void checkReason(long line, List<String> fields) {
        if (!format.mode().needsReason()) return;
        try {
            var unused = new ImportItem.Adjust(1, new Sku("any"), 1, reason(fields));
        } catch (InvalidRequestException e) {
            e.violations().forEach(violation -> addBad(line, Columns.REASON, violation));
        }
    }

    private <T> @Nullable T read(long line, String column, Supplier<T> value) {
        try {
            return value.get();
        } catch (InvalidRequestException e) {
            e.violations().forEach(violation -> addBad(line, column, violation));
            return null;
        }
    }

    /** @param numbers where the wire's name of the field is another than the file's */
    private void addBad(long line, String numbers, FieldViolation violation) {
        boolean named =
                violation.field().equals(Columns.REASON) || violation.field().equals(Columns.AS_OF);
        bad.add(new BadLine(line, named ? violation.field() : numbers, violation.description()));
    }

    private String field(List<String> fields, String column) {
        int place = header.place(column);
        return place < 0 ? "" : fields.get(place);
    }

    private String reason(List<String> fields) {
        String own = field(fields, Columns.REASON);
        return own.isEmpty() ? format.reason().orElse("") : own;
    }

    private Optional<Instant> asOf(List<String> fields) {
        if (format.mode() != ImportMode.COUNT) return Optional.empty();
        String own = field(fields, Columns.AS_OF);
        if (own.isEmpty()) {
            if (format.asOf().isEmpty())
                throw new InvalidRequestException(Columns.AS_OF, "must be given, here or for the whole file");
            return format.asOf();
        }
        try {
            return Optional.of(OffsetDateTime.parse(own).toInstant());
        } catch (DateTimeException e) {
            throw new InvalidRequestException(
                    Columns.AS_OF, "must be a time like 2026-11-29T17:50:00Z, is '" + shown(own) + "'");
        }
    }

    private static long number(String column, String text) {
        if (text.startsWith("=") || text.startsWith("@"))
            throw new InvalidRequestException(column, "is a formula; save the file with values");
        if (!NUMBER.matcher(text).matches())
            throw new InvalidRequestException(
                    column, "must be a whole number in digits alone, is '" + shown(text) + "'");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            String limit = text.startsWith("-") ? "at least " + Long.MIN_VALUE : "at most " + Long.MAX_VALUE;
            throw new InvalidRequestException(column, "must be " + limit + ", is '" + shown(text) + "'");
        }
    }

    private static String shown(String text) {
        return text.codePointCount(0, text.length()) <= SHOWN_MAX
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN_MAX)) + "...";
    }

    /** How many bytes of the file were read so far. */
    long bytesRead() {
        return lines.bytesRead();
    }

    /** The SHA-256 of all lines so far. */
    String digest() {
        return lines.digest();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** A line and its change, unless something is wrong with it. */
    record Row(long line, Optional<ImportItem> item) {}
}
