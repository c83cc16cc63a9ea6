package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "localhost:1234, localhost, 1234",
        "stock.example.com, stock.example.com, 9090",
        "10.0.0.1:1, 10.0.0.1, 1",
        "[::1]:65535, ::1, 65535",
        "[fe80::1], fe80::1, 9090"
    })
    void aHostWithOrWithoutPortIsRead(String text, String host, int port) {
        assertThat(ServerAddress.parse(text)).isEqualTo(new ServerAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":9090",
                "host:",
                "host:0",
                "host:65536",
                "host:x",
                "host:-1",
                "::1",
                "::1:9090",
                "[]:1",
                "[::1",
                "[[::1]",
                "[a",
                "a]:1",
                "[::1]9090",
                "a b:1",
                "a,b:1",
                "http://host:1",
                "host:123456"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.parse(text))
                .withMessageContaining("host:port");
    }
}
