package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** "inventoryctl import" and "export" on a server process with TLS and tokens. */
@Timeout(180)
class CtlBulkTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CtlServer ctl;

    @BeforeAll
    static void start() throws IOException {
        ctl = new CtlServer(folder);
    }

    @AfterAll
    static void stop() {
        ctl.close();
    }

    private static String file(String name, String... lines) throws IOException {
        return file(name, Stream.of(lines));
    }

    private static String file(String name, Stream<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines.toList()).toString();
    }

    @Test
    void aFileIsImportedOnceHoweverOftenItIsSent() throws IOException {
        String file = file(
                "once.csv",
                Stream.concat(
                        Stream.of("sku_id,available_stock"),
                        IntStream.range(0, 700).mapToObj(i -> "once-" + i + "," + i)));
        CtlRun no = ctl.run(CtlServer.PERSON, CtlServer.OPERATOR, "n\n", "import", file, "--mode=create");
        assertThat(no.status()).isEqualTo(1);
        assertThat(no.err()).contains("This will create 700 stocks at " + ctl.target() + ". Go on? [y/N]");
        assertThat(ctl.script("import", file, "--mode=create").status())
                .as("nobody to ask, and no --yes")
                .isEqualTo(2);
        assertThat(ctl.script("stock", "get", "once-1").status()).isEqualTo(1);

        CtlRun first = ctl.run(CtlServer.PERSON, CtlServer.OPERATOR, "y\n", "import", file, "--mode=create")
                .ok()
                .fits();
        // on a slow machine an answer may come too late, and be asked for again
        assertThat(Integer.parseInt(first.value("APPLIED")) + Integer.parseInt(first.value("APPLIED BEFORE")))
                .isEqualTo(700);
        assertThat(first.value("REFUSED")).isEqualTo("0");
        assertThat(first.err()).contains("Checking").contains("Importing").contains("700");

        CtlRun again = ctl.script("import", file, "--mode=create", "--yes", "--output=json")
                .ok();
        assertThat(again.json().get("applied")).isEqualTo(0.0);
        assertThat(again.json().get("replayed")).isEqualTo(700.0);
        assertThat(again.field("import_id")).isEqualTo(first.value("IMPORT ID"));
        assertThat(again.err())
                .contains("imported before")
                .contains("--import-id")
                .doesNotContain("Importing");

        CtlRun other = ctl.script(
                "import", file, "--mode=create", "--yes", "--import-id=other", "--output=csv", "--from-line=600");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.lines()).hasSize(103).startsWith("line,sku_id,reason,why");
        assertThat(other.out()).contains("\n600,once-598,ALREADY_EXISTS,");
        assertThat(ctl.script("stock", "get", "once-699", "--output=json")
                        .ok()
                        .json()
                        .get("available_stock"))
                .isEqualTo(699.0);
    }

    @Test
    void setAdjustAndCountSayWhatWasRefusedAndWhy() throws IOException {
        ctl.script("stock", "create", "modes-1", "10").ok();
        ctl.script("stock", "create", "modes-2", "10").ok();
        CtlRun adjust = ctl.see(
                "import",
                file("adjust.csv", "sku_id,delta", "modes-1,5", "modes-2,-11", "modes-3,1"),
                "--mode=adjust",
                "--reason=delivery",
                "--yes");
        assertThat(adjust.status()).isEqualTo(1);
        assertThat(adjust.lines().get(0)).startsWith("LINE  SKU");
        assertThat(adjust.lines().get(1))
                .isEqualTo(
                        "   3  modes-2  SKU modes-2 has 10 units available; an adjustment by -11 would leave less than zero");
        assertThat(adjust.lines().get(2)).startsWith("   4  modes-3  ");
        assertThat(adjust.value("APPLIED")).isEqualTo("1");

        String count = file("count.csv", "sku_id;counted;reason", "modes-1;14;shelf 7", "modes-2;10;shelf 8");
        CtlRun ago = ctl.see("import", count, "--mode=count", "--as-of=2h", "--separator=;", "--yes");
        assertThat(ago.status()).as("another time each time").isEqualTo(2);
        String now = Instant.now().toString();
        ctl.see("import", count, "--mode=count", "--as-of=" + now, "--separator=;", "--yes")
                .ok();
        assertThat(ctl.see("stock", "get", "modes-1").value("AVAILABLE")).isEqualTo("14 units");
        assertThat(ctl.see("ledger", "modes-1", "--limit=1").out()).contains("alice: shelf 7");
        ctl.see("import", file("set.csv", "sku_id,available_stock", "modes-1,20"), "--mode=set", "--reason=moved", "-y")
                .ok();
        assertThat(ctl.see("stock", "get", "modes-1").value("AVAILABLE")).isEqualTo("20 units");
    }

    @Test
    void nothingIsSentOfAFileWithABadLine() throws IOException {
        String file = file("bad.csv", "sku_id,available_stock", "bad-1,1", "bad-2,1.5", ",3", "bad-1,4", "bad-4,4");
        CtlRun run = ctl.script("import", file, "--mode=create", "--yes", "--output=csv");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("3,available_stock,") && line.contains("must be a whole number"))
                .anyMatch(line -> line.startsWith("4,sku_id,"))
                .anyMatch(line -> line.startsWith("5,sku_id,") && line.contains("line 2"));
        assertThat(run.err()).contains("3 things are wrong").contains("nothing was sent");
        CtlRun seen = ctl.see("import", file, "--mode=create").fits();
        assertThat(seen.status()).isEqualTo(2);
        assertThat(seen.lines())
                .startsWith(
                        "LINE  COLUMN           WHAT IS WRONG",
                        "   3  available_stock  must be a whole number in digits alone, is '1.5'");
        assertThat(ctl.script("stock", "get", "bad-1").status()).isEqualTo(1);
        String quotes = file("quotes.csv", "sku_id,available_stock", "\"a\"b,1", "a\"b,1", "\"open,1", "a b,1e3");
        CtlRun quoted = ctl.see("import", quotes, "--mode=create").fits();
        assertThat(quoted.lines())
                .hasSize(5)
                .last()
                .asString()
                .startsWith("   5  available_stock  must be a whole number");
    }

    @Test
    void aDryRunShowsWhatDiffersAndChangesNothing() throws IOException {
        for (String sku : List.of("dry-same", "dry-other", "dry-left"))
            ctl.script("stock", "create", sku, "10").ok();
        String file = file("dry.csv", "sku_id,available_stock", "dry-same,10", "dry-other,4", "dry-new,3");
        CtlRun run = ctl.script("import", file, "--mode=set", "--reason=counted", "--dry-run", "--output=csv");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.lines())
                .containsExactly(
                        "line,sku_id,finding,file,inventory,difference",
                        "3,dry-other,DIFFERS,4,10,-6",
                        "4,dry-new,UNKNOWN,3,,");
        assertThat(run.err()).contains("Nothing was changed.").contains("would refuse 1");

        CtlRun seen = ctl.see("import", file, "--mode=set", "--reason=counted", "--dry-run", "--not-in-file")
                .fits();
        assertThat(seen.out())
                .containsPattern(" 3  dry-other +differs +4 +10 +-6\n")
                .containsPattern(" 4  dry-new +not in the inventory +3 +- +-\n")
                .containsPattern(" -  dry-left +not in the file +- +10 +-\n")
                .doesNotContain("dry-same");
        assertThat(seen.err()).contains("Comparing");
        assertThat(ctl.see("import", file, "--mode=create", "--dry-run").out()).containsPattern("dry-same +exists");
        assertThat(ctl.see("stock", "get", "dry-other").value("VERSION")).isEqualTo("1");
    }

    @Test
    void whoMayOnlyReadComparesAndExportsAndImportsNothing() throws IOException {
        String file = file("reader.csv", "sku_id,available_stock", "reader-1,1");
        assertThat(ctl.run(CtlServer.PERSON, CtlServer.READER, "y\n", "import", file, "--mode=create")
                        .status())
                .isEqualTo(4);
        assertThat(ctl.script("stock", "get", "reader-1").status()).isEqualTo(1);
        ctl.run(CtlServer.PERSON, CtlServer.READER, "", "import", file, "--mode=create", "--dry-run")
                .ok();
        assertThat(ctl.run(CtlServer.PERSON, CtlServer.READER, "", "export").status())
                .isZero();
        assertThat(ctl.run(CtlServer.PERSON, CtlServer.STRANGER, "", "export").status())
                .isEqualTo(4);
    }

    @Test
    void whatIsNoFileOrCannotBeMeantIsRefused() throws IOException {
        String file = file("usage.csv", "sku_id,available_stock", "usage-1,1");
        for (List<String> args : List.of(
                List.of("nowhere.csv", "--mode=create"),
                List.of(folder.toString(), "--mode=create"),
                List.of(file),
                List.of(file, "--mode=replace"),
                List.of(file, "--mode=create", "--separator=x"),
                List.of(file, "--mode=create", "--separator=\""),
                List.of(file, "--mode=create", "--from-line=0"),
                List.of(file, "--mode=create", "--not-in-file"),
                List.of(file, "--mode=create", "--import-id=" + "x".repeat(61)),
                List.of(file, "--mode=create", "--import-id= x"))) {
            CtlRun run = ctl.script(
                    Stream.concat(Stream.of("import", "--yes"), args.stream()).toArray(String[]::new));
            assertThat(run.status()).as("%s: %s", args, run.err()).isEqualTo(2);
            assertThat(run.err()).doesNotContain("bug");
        }
        CtlRun noReason = ctl.script("import", file, "--mode=set", "--yes", "-ocsv");
        assertThat(noReason.status()).isEqualTo(2);
        assertThat(noReason.lines()).hasSize(2).last().asString().startsWith("1,reason,\"is missing");
        assertThat(ctl.script("stock", "get", "usage-1").status()).isEqualTo(1);
    }

    @Test
    void whatIsExportedIsTakenAgain() throws IOException {
        try (InventoryClient shop = ctl.orders()) {
            Sku odd = new Sku("=exp,\"1\" \u5e93\u5b58");
            shop.create(odd, 10, new RequestId("r"));
            shop.deduct(new OrderId("exp"), List.of(new OrderLine(odd, 3)));
        }
        Path file = folder.resolve("exported.csv");
        CtlRun exported = ctl.run(CtlServer.PERSON, CtlServer.READER, "", "export", file.toString())
                .ok();
        assertThat(exported.out()).isEmpty();
        assertThat(exported.err()).contains("Exporting").contains(" stocks are in " + file);
        assertThat(Files.readString(file))
                .startsWith("sku_id,available_stock,reserved_stock,safety_stock,low_threshold,version,")
                .contains("\n\"=exp,\"\"1\"\" \u5e93\u5b58\",7,0,0,0,2,");
        CtlRun drift = ctl.script(
                "import", file.toString(), "--mode=set", "--reason=restored", "--dry-run", "--not-in-file", "-ocsv");
        assertThat(drift.out()).as("but for what other tests do").doesNotContain("exp");
        assertThat(ctl.script("export").ok().out()).contains("\n\"=exp,");
        assertThat(ctl.script("export", "-ojson").status()).isEqualTo(2);
    }

    @Test
    void anExportReplacesNothingUnlessToldToAndLeavesNoPart() throws IOException {
        ctl.script("stock", "create", "force", "1").ok();
        Path target = Files.writeString(folder.resolve("target.csv"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), target);
        assertThat(ctl.script("export", link.toString()).status()).isEqualTo(2);
        assertThat(Files.readString(target)).isEqualTo("mine");
        ctl.script("export", link.toString(), "--force").ok();
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(target)).contains("\nforce,1,");
        for (String no : List.of(
                folder.toString(), "/dev/null", folder.resolve("none/x.csv").toString()))
            assertThat(ctl.script("export", no, "--force").status()).as(no).isEqualTo(2);
        assertThat(ctl.run(
                                CtlServer.PERSON,
                                CtlServer.STRANGER,
                                "",
                                "export",
                                folder.resolve("no.csv").toString())
                        .status())
                .isEqualTo(4);
        assertThat(folder.toFile().list((in, name) -> name.endsWith(".part") || name.equals("no.csv")))
                .isEmpty();
    }

    @Test
    void anExportToAFullDiskFails() throws Exception {
        ctl.script("stock", "create", "full", "1").ok();
        Process process = ctl.builder(CtlServer.READER, Map.of(), "export")
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("inventoryctl: cannot write the export: ");
        assertThat(process.waitFor()).isEqualTo(5);
    }
}
