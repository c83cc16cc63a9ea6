package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.jdbi.cli.SettingsReference;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ServerReferenceTest {
    @Command(name = "program")
    static final class Program {
        @Mixin
        final EndpointOptions endpoint = new EndpointOptions();
    }

    @Test
    void theDefaultsAreThoseOfTheLibrary() {
        assertThat(CommandLine.populateCommand(new Program()).endpoint.settings())
                .isEqualTo(EndpointSettings.DEFAULT);
    }

    @Test
    void theReferenceSaysWhatTheOptionsAre() throws IOException {
        SettingsReference.assertUpToDate(InventoryServer.commandLine());
    }
}
