package io.inventory.jdbi.management.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.management.Management;
import io.inventory.jdbi.management.ManagementOptions;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The page as a browser sees it: Chromium without a screen, where there is one. */
@Timeout(180)
class BrowserTest {
    private static final int SECONDS_MAX = 60;
    private static final String HOSTILE =
            "\"><svg onload=document.title='broken'><script>document.title='broken'</script>";
    private static final Color DARK = new Color(0x14171b);
    private static final Color BLUE = new Color(0x1f6fd6);

    private final JdbiInventory inventory = JdbiInventory.inMemory();
    private Optional<Management> management = Optional.empty();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @CommandLine.Command
    private static final class Nothing {}

    @BeforeEach
    void open() {
        ManagementOptions options = new ManagementOptions();
        new CommandLine(new Nothing()).addMixin("management", options).parseArgs("--page=on");
        Management opened = options.open("0");
        opened.show(inventory);
        management = Optional.of(opened);
        inventory.create(new Sku(HOSTILE), 100, new RequestId("r"));
        for (int i = 1; i < 10; i++)
            inventory.deduct(new OrderId("o-" + i), List.of(new OrderLine(new Sku(HOSTILE), i)));
    }

    @AfterEach
    void close() {
        management.ifPresent(Management::close);
        inventory.close();
    }

    private String url(String path) {
        String shown = management.orElseThrow().toString();
        return shown.substring(shown.indexOf("page=") + "page=".length()) + path.substring(Links.HOME.length());
    }

    private static Optional<Path> chromium() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(place -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(place)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private String browse(String... arguments) throws IOException, InterruptedException {
        Optional<Path> browser = chromium();
        assumeThat(browser).as("there is no Chromium on the PATH").isPresent();
        List<String> command = new ArrayList<>(List.of(
                browser.orElseThrow().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    @Test
    void aNameThatTriesToBreakOutIsATextForTheBrowserToo() throws Exception {
        String dom = browse("--dump-dom", url(Links.stock(HOSTILE)));
        assertThat(dom).contains("<h1>\"&gt;&lt;svg onload=", "<polyline class=\"line available\"");
        assertThat(dom).doesNotContain("<script", "<svg onload").contains("· Inventory</title>");
        assertThat(dom).doesNotContain("<title>broken");
    }

    @Test
    void thePlotIsDrawnAndTheGroundIsLightOrDarkAsThePersonLikes() throws Exception {
        BufferedImage light = screenshot("--blink-settings=preferredColorScheme=1", "light");
        assertThat(share(light, Color.WHITE)).isGreaterThan(0.5);
        assertThat(share(light, BLUE)).as("the line of what is available").isGreaterThan(0.0005);
        BufferedImage dark = screenshot("--blink-settings=preferredColorScheme=0", "dark");
        assertThat(share(dark, DARK)).isGreaterThan(0.5);
        assertThat(share(dark, Color.WHITE)).isLessThan(0.05);
    }

    private BufferedImage screenshot(String scheme, String name) throws Exception {
        Path file = folder.resolve(name + ".png");
        String unused = browse(
                scheme,
                "--hide-scrollbars",
                "--window-size=1000,900",
                "--screenshot=" + file,
                url(Links.stock(HOSTILE)));
        assertThat(file).exists();
        return ImageIO.read(file.toFile());
    }

    private static double share(BufferedImage image, Color color) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++) if (image.getRGB(x, y) == color.getRGB()) count++;
        return (double) count / image.getWidth() / image.getHeight();
    }
}
