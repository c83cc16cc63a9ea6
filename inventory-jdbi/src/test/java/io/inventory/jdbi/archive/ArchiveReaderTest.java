package io.inventory.jdbi.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Actor;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.Sku;
import io.inventory.StockExplanation.Balance;
import io.inventory.decision.LedgerSums;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An archive is what was written, or it is not proved, and the line is said. */
class ArchiveReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-30T01:02:03.456789Z");
    private static final String HOSTILE = "SKU \"1\" ü \\ 😀";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path archive;

    @BeforeEach
    void write() throws IOException {
        ArchiveFolder archives = new ArchiveFolder(folder);
        try (ArchiveWriter writer = archives.begin(NOW)) {
            LedgerPart first = part(begin("A"), 3);
            writer.write(first);
            writer.write(part(first.closing(), 2));
            writer.write(part(begin(HOSTILE), 1));
            writer.finish();
            archive = archives.settled(archives.finished(writer));
        }
    }

    private static LedgerPoint begin(String sku) {
        return new LedgerPoint(sku, Balance.NOTHING, new LedgerSums());
    }

    /** Entries that take one unit each, after the first of a ledger, which creates 100. */
    private static LedgerPart part(LedgerPoint opening, int entries) {
        List<LedgerEntry> all = new ArrayList<>();
        Balance balance = opening.balance();
        for (int i = 0; i < entries; i++) {
            long change = balance.version() == 0 ? 100 : -1;
            LedgerReason reason = balance.version() == 0 ? LedgerReason.INITIALIZED : LedgerReason.ORDER_CREATED;
            LedgerEntry entry = new LedgerEntry(
                    new UUID(7, balance.version()),
                    new Sku(opening.sku()),
                    balance.version() + 1,
                    change,
                    0,
                    balance.available() + change,
                    0,
                    reason,
                    "note\n\"é\"",
                    "ref-" + i,
                    new Actor("ann"),
                    NOW.plusSeconds(balance.version()));
            all.add(entry);
            balance = Balance.after(entry);
        }
        return LedgerPart.of(opening, all);
    }

    private static long prove(Path file) throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            while (reader.nextPart().isPresent()) {}
            return reader.entries();
        }
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }

    private Path packed(String text) throws IOException {
        Path file = Files.createTempFile(folder, "other", ".gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** With the checksum of these lines: whoever forges lines can add up too. */
    private Path forged(List<String> lines) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        List<String> all = new ArrayList<>(lines.subList(0, lines.size() - 1));
        for (String line : all) digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        String sum = HexFormat.of().formatHex(digest.digest());
        all.add(lines.get(lines.size() - 1).replaceAll("[0-9a-f]{64}", sum));
        return packed(String.join("\n", all) + "\n");
    }

    @Test
    void whatWasWrittenIsProved() throws IOException {
        assertThat(prove(archive)).isEqualTo(6);
        assertThat(archive.getFileName().toString())
                .matches("inventory-ledger-20261130T010203Z-[0-9a-f]{8}\\.jsonl\\.gz");
        assertThat(lines(archive)).hasSize(1 + 3 * 2 + 6 + 1).first().asString().contains("\"created_at\":\"" + NOW);
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            ArchivedPart first = reader.nextPart().orElseThrow();
            LedgerPart written = part(begin("A"), 3);
            assertThat(first)
                    .isEqualTo(new ArchivedPart(
                            written.opening(), written.entries().get(2), written.closing()));
            reader.nextPart();
            assertThat(reader.nextPart().orElseThrow().closing().sku()).isEqualTo(HOSTILE);
            assertThat(reader.nextPart()).isEmpty();
        }
    }

    @Test
    void noByteOfItCanBeAnotherOrMissing() throws IOException {
        byte[] whole = Files.readAllBytes(archive);
        Path damaged = folder.resolve("damaged");
        // before the tenth byte gzip has the time and the machine of the writer, which nobody needs
        for (int i = 10; i < whole.length; i++) {
            byte[] bytes = whole.clone();
            bytes[i] ^= 4;
            Files.write(damaged, bytes);
            assertThatThrownBy(() -> prove(damaged)).as("byte %s", i).isInstanceOf(IOException.class);
        }
        for (int i = 0; i < whole.length; i++) {
            Files.write(damaged, Arrays.copyOf(whole, i));
            assertThatThrownBy(() -> prove(damaged)).as("%s bytes", i).isInstanceOf(IOException.class);
        }
    }

    /** What is done to the lines, and what is said then. */
    record Damage(String what, String said, Consumer<List<String>> change) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Damage replaced(String what, int line, String from, String to, String said) {
        return new Damage(what, said, lines -> {
            assertThat(lines.get(line)).contains(from);
            lines.set(line, lines.get(line).replace(from, to));
        });
    }

    /** 0 head; 1 opening of A, 2 to 4 entries, 5 checkpoint; 6 opening, 7 and 8, 9 checkpoint; 10 opening, 11, 12 checkpoint; 13 end. */
    static Stream<Damage> damages() {
        return Stream.of(
                new Damage(
                        "an entry is missing", "line 4: version 3 of SKU A does not follow", lines -> lines.remove(3)),
                new Damage(
                        "an entry is there twice", "version 2 of SKU A does not", lines -> lines.add(4, lines.get(3))),
                new Damage(
                        "entries change places", "version 3 of SKU A does not", lines -> Collections.swap(lines, 3, 4)),
                new Damage("the last entry of a part is missing", "do not add up", lines -> lines.remove(4)),
                new Damage(
                        "a part is missing",
                        "parts or entries are missing",
                        lines -> lines.subList(10, 13).clear()),
                new Damage(
                        "a part is there twice",
                        "does not begin where the one before ends",
                        lines -> lines.addAll(6, List.copyOf(lines.subList(1, 6)))),
                new Damage(
                        "a part in the middle is missing",
                        "parts or entries",
                        lines -> lines.subList(1, 6).clear()),
                new Damage("a checkpoint is missing", "line 6: a line without sku_id", lines -> lines.remove(5)),
                new Damage("an opening is missing", "line 2: a line without opening", lines -> lines.remove(1)),
                new Damage("the end is missing", "it ends before its last line", lines -> lines.remove(13)),
                new Damage(
                        "it goes on after its end",
                        "it goes on after its last line",
                        lines -> lines.add(lines.get(13))),
                new Damage("an empty line", "line 3: ", lines -> lines.add(2, "")),
                new Damage("a line that is no JSON", "line 3: ", lines -> lines.set(2, "{\"sku_id\":")),
                new Damage("too long a line", "more than 65536 bytes", lines -> lines.set(2, "x".repeat(70_000))),
                replaced(
                        "a change is another",
                        3,
                        "\"change\":-1",
                        "\"change\":-2",
                        "version 2 of SKU A does not follow"),
                replaced(
                        "a balance is another",
                        3,
                        "\"available_after\":99",
                        "\"available_after\":98",
                        "does not follow"),
                replaced(
                        "a reserved balance is another",
                        3,
                        "\"reserved_after\":0",
                        "\"reserved_after\":1",
                        "does not follow"),
                replaced("a reason is another", 3, "order_created", "manual_adjust", "do not add up"),
                replaced("a reason is none", 3, "order_created", "teleported", "line 4: not an entry"),
                replaced("an entry is of another SKU", 3, "\"sku_id\":\"A\"", "\"sku_id\":\"B\"", "does not follow"),
                replaced("a field has another name", 3, "\"note\"", "\"nota\"", "a line without note"),
                replaced(
                        "a checkpoint has another balance",
                        5,
                        "\"available_after\":98",
                        "\"available_after\":97",
                        "add up"),
                replaced(
                        "a checkpoint has other sums",
                        5,
                        "\"order_created\",2,-2,0",
                        "\"order_created\",2,-3,1",
                        "add up"),
                replaced(
                        "an opening has other sums",
                        6,
                        "\"order_created\",2,-2,0",
                        "\"order_created\",2,-3,1",
                        "opening"),
                replaced(
                        "the head is of another kind", 0, "inventory-ledger", "orders", "it is no archive of a ledger"),
                replaced(
                        "the form is a newer one",
                        0,
                        "\"format\":1",
                        "\"format\":2",
                        "its format is of a newer version"),
                replaced("other numbers of parts", 13, "\"parts\":3", "\"parts\":4", "parts or entries are missing"),
                replaced(
                        "other numbers of entries",
                        13,
                        "\"entries\":6",
                        "\"entries\":5",
                        "parts or entries are missing"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void whatDoesNotFollowIsFoundWhateverTheChecksumSays(Damage damage) throws Exception {
        List<String> lines = lines(archive);
        damage.change.accept(lines);
        Path file = forged(lines);
        assertThatThrownBy(() -> prove(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ", line ")
                .hasMessageContaining(damage.said);
    }

    /** What no other line depends on. */
    @Test
    void whatFollowsAllTheSameIsFoundByTheChecksum() throws Exception {
        for (String[] change :
                new String[][] {{"ref-1", "ref-2"}, {"\"ann\"", "\"bob\""}, {"note", "nota"}, {"01:02:04", "01:02:05"}
                }) {
            List<String> lines = lines(archive);
            assertThat(lines.get(3)).contains(change[0]);
            lines.set(3, lines.get(3).replace(change[0], change[1]).replace("\"nota\":", "\"note\":"));
            Path file = packed(String.join("\n", lines) + "\n");
            assertThatThrownBy(() -> prove(file))
                    .hasMessageContaining("line 14: its checksum is not that of its lines");
            Path withItsOwn = forged(lines);
            assertThatCode(() -> prove(withItsOwn)).as("the test's own").doesNotThrowAnyException();
        }
    }

    @Test
    void whatIsNoArchiveIsSaidToBeNone() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path text = Files.writeString(folder.resolve("text"), "{\"archive\":\"inventory-ledger\"}\n");
        for (Path file :
                List.of(empty, text, folder, folder.resolve("none"), packed(""), packed("[]\n"), packed("{}\n")))
            assertThatThrownBy(() -> prove(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file.toString());
    }

    @Test
    void onlyOneThatIsWholeHasANameOfItsOwn() throws IOException {
        ArchiveFolder archives = new ArchiveFolder(folder);
        try (ArchiveWriter abandoned = archives.begin(NOW)) {
            abandoned.write(part(begin("A"), 3));
        }
        assertThat(files()).containsExactly(archive);
        ArchiveWriter dead = archives.begin(NOW);
        assertThat(archives.pending()).isEmpty();
        assertThat(files()).hasSize(2);
        archives.deleteUnfinished();
        assertThat(files()).containsExactly(archive);
        dead.finish();
        assertThatThrownBy(() -> archives.finished(dead))
                .as("whoever has taken over has deleted it")
                .isInstanceOf(IOException.class);
        try (ArchiveWriter writer = archives.begin(NOW)) {
            writer.write(part(begin("B"), 1));
            writer.finish();
            Path pending = archives.finished(writer);
            assertThat(archives.pending()).containsExactly(pending);
            assertThat(archives.settled(pending).getFileName().toString()).isEqualTo(ArchiveFolder.name(pending));
            assertThat(archives.pending()).isEmpty();
        }
        assertThat(files()).hasSize(2);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
