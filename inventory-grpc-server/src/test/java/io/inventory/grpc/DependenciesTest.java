package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    @Test
    void ofTheClientModuleOnlyTheStubsAreUsed() throws Exception {
        String classes = InventoryServer.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        StringWriter output = new StringWriter();
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        int status = jdeps.run(
                new PrintWriter(output),
                new PrintWriter(output),
                "--ignore-missing-deps",
                "-verbose:package",
                "-filter:none",
                classes);

        assertThat(status).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains("-> io.inventory.v1")
                .contains("-> io.inventory ")
                .doesNotContain("io.inventory.client");
    }
}
