package io.inventory.client.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.client.cli.output.Times;
import io.inventory.fuzz.Fuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What inventoryctl is told is taken, or refused in words for who typed it. */
class SettingsFuzzTest {
    private static final Times UTC =
            new Times(Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC), ZoneOffset.UTC);

    /** Writing a file takes longer than reading it. */
    private static final int COST = 5;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @Test
    void profilesAreTakenOrRefused() throws InterruptedException {
        List<String> examples = List.of(
                "target=shop:9090\ntls=true\ntimeout=3s\n",
                "# mine\ntarget = a:1,b:2\nstaging.target=s\\u0031:1\nstaging.token-file=~/token\nstaging.timeout=500ms\n",
                "ca=~/ca.pem\ncert=~/ca.pem\nkey=~/token\n");
        List<String> words =
                List.of("staging.", "token-file", "ca", "=", ":", "\\", "\\\n", "\\u", "\\u0000", "~/", "~/token", "!");
        Fuzz.bytes("profiles", examples, words).cost(COST).run(bytes -> {
            Files.writeString(home.resolve("token"), "t");
            Files.writeString(home.resolve("ca.pem"), "c");
            GlobalOptions options = new GlobalOptions();
            options.profiles = Files.write(home.resolve("profiles"), bytes).toString();
            boolean taken = isTaken(options);
            options.profile = "staging";
            boolean staging = isTaken(options);
            return taken || staging;
        });
    }

    private boolean isTaken(GlobalOptions options) {
        try {
            Settings settings = Settings.of(options, Map.of(), home);
            assertThat(settings.timeout()).isPositive();
            return true;
        } catch (UsageException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }

    @Test
    void timesAreTakenOrRefused() throws InterruptedException {
        List<String> examples = List.of(
                "2026-11-29T17:50:00Z",
                "2026-11-29T17:50",
                "2026-11-29",
                "90s",
                "10m",
                "+999999999-12-31T23:59:59Z",
                "999999999d");
        Fuzz.texts("times", examples, List.of("d", "h", "+01:00", "T", "Z", "-999999999-01-01"))
                .run(text -> {
                    try {
                        assertThat(TimeArguments.time("--from", text, UTC)).isNotNull();
                        return true;
                    } catch (UsageException e) {
                        assertThat(e.getMessage()).startsWith("--from must be").contains("'" + text + "'");
                        return false;
                    }
                });
    }
}
