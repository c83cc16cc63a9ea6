package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.fuzz.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An address is read, and the same one when it is written again; or the error shows it. */
class ServerAddressFuzzTest {
    @Test
    void addressesAreReadOrShown() throws InterruptedException {
        List<String> examples = List.of("localhost", "localhost:9090", "[::1]:9091", "[fe80::1%eth0]", "10.0.0.1:1");
        Fuzz.texts("server addresses", examples, List.of("[", "]", ":", "::", "]:", "65536"))
                .run(text -> {
                    try {
                        ServerAddress address = ServerAddress.parse(text);
                        assertThat(ServerAddress.parse(address.toString())).isEqualTo(address);
                        return true;
                    } catch (IllegalArgumentException e) {
                        assertThat(e.getMessage()).contains("'" + text + "'");
                        return false;
                    }
                });
    }
}
