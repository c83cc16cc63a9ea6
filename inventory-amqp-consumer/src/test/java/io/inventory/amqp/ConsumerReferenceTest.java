package io.inventory.amqp;

import io.inventory.jdbi.cli.SettingsReference;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConsumerReferenceTest {
    @Test
    void theReferenceSaysWhatTheOptionsAre() throws IOException {
        SettingsReference.assertUpToDate(InventoryConsumer.commandLine());
    }
}
