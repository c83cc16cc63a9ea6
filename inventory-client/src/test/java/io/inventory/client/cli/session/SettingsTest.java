package io.inventory.client.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.client.cli.output.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private final GlobalOptions options = new GlobalOptions();

    private Settings settings(Map<String, String> environment) {
        return Settings.of(options, environment, home);
    }

    private void profiles(String... lines) throws IOException {
        Path file = home.resolve(".config/inventory/inventoryctl.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, String.join("\n", lines));
    }

    @Test
    void withoutAnythingItIsAServerOnThisMachineInTheClear() {
        assertThat(settings(Map.of()))
                .isEqualTo(new Settings(
                        "localhost:9090",
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(5)));
    }

    @Test
    void theCommandLineComesBeforeTheEnvironmentAndThatBeforeTheProfile() throws IOException {
        profiles("target=profile:1", "timeout=3s", "tls=true");
        assertThat(settings(Map.of()).target()).isEqualTo("profile:1");
        assertThat(settings(Map.of()).tls()).isTrue();
        assertThat(settings(Map.of("INVENTORY_TARGET", "environment:1")).target())
                .isEqualTo("environment:1");
        assertThat(settings(Map.of("INVENTORY_TLS", "false")).tls()).isFalse();
        options.target = "flag:1";
        assertThat(settings(Map.of("INVENTORY_TARGET", "environment:1")).target())
                .isEqualTo("flag:1");
        assertThat(settings(Map.of()).timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aProfileTakesNothingFromAnother() throws IOException {
        Files.writeString(home.resolve("token"), "t");
        profiles("target=shop:1", "token-file=~/token", "staging.target=staging:1");
        assertThat(settings(Map.of()).tokenFile()).contains(home.resolve("token"));
        options.profile = "staging";
        assertThat(settings(Map.of()).target()).isEqualTo("staging:1");
        assertThat(settings(Map.of()).tokenFile()).isEmpty();
        assertThat(settings(Map.of("INVENTORY_TIMEOUT", "9s")).timeout()).isEqualTo(Duration.ofSeconds(5));
        options.profile = null;
        assertThat(settings(Map.of("INVENTORY_PROFILE", "staging")).target()).isEqualTo("staging:1");
    }

    @Test
    void whatNeedsTlsSpeaksIt() throws IOException {
        options.ca = Files.writeString(home.resolve("ca"), "").toString();
        assertThat(settings(Map.of()).tls()).isTrue();
    }

    @Test
    void aTokenInPlaceOfItsFileIsNotRepeated() {
        options.tokenFile = "inv_secret";
        assertThatThrownBy(() -> settings(Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--token-file")
                .hasMessageNotContaining("inv_secret");
    }

    @Test
    void valuesThatCannotBeUsedAreNamed() throws IOException {
        assertUnusable(Map.of("INVENTORY_TIMEOUT", "0s"), "--timeout");
        assertUnusable(Map.of("INVENTORY_TIMEOUT", "2h"), "--timeout");
        assertUnusable(Map.of("INVENTORY_TLS", "yes"), "tls must be true or false");
        assertUnusable(Map.of("INVENTORY_CA", "/nowhere/ca.pem"), "no such file as /nowhere/ca.pem");
        assertUnusable(Map.of("INVENTORY_PROFILE", "x"), "there is no file with profiles");
        assertUnusable(Map.of("INVENTORY_PROFILES", "/nowhere"), "/nowhere cannot be read");
        String file = Files.writeString(home.resolve("c"), "").toString();
        assertUnusable(Map.of("INVENTORY_CERT", file), "--cert and --key belong together");
        profiles("ca=~/\\u0000");
        assertUnusable(Map.of(), "--ca: there is no such file");
        profiles("tarket=x");
        assertUnusable(Map.of(), "'tarket'");
    }

    private void assertUnusable(Map<String, String> environment, String why) {
        assertThatThrownBy(() -> settings(environment))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(why);
    }

    @Test
    void timesAreReadInTheFormsThatPeopleType() {
        Instant now = Instant.parse("2026-11-29T17:50:00Z");
        Times times = new Times(Clock.fixed(now, ZoneOffset.UTC), ZoneId.of("Asia/Shanghai"));
        assertThat(TimeArguments.time("--from", "10m", times)).isEqualTo(now.minusSeconds(600));
        assertThat(TimeArguments.time("--from", "2d", times)).isEqualTo(now.minus(Duration.ofDays(2)));
        assertThat(TimeArguments.time("--from", "2026-11-29T17:50:00Z", times)).isEqualTo(now);
        assertThat(TimeArguments.time("--from", "2026-11-30T01:50", times)).isEqualTo(now);
        assertThat(TimeArguments.time("--from", "2026-11-30", times)).isEqualTo(Instant.parse("2026-11-29T16:00:00Z"));
        assertThatThrownBy(() -> TimeArguments.time("--from", "yesterday", times))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--from must be a time like");
    }
}
