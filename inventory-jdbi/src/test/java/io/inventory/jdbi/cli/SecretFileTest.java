package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private String file(byte... bytes) throws IOException {
        return Files.write(folder.resolve("secret"), bytes).toString();
    }

    private static String read(String file) {
        return SecretFile.read("--jdbc-password", "", file);
    }

    @Test
    void theLineBreakAtTheEndIsNoPartOfIt() throws IOException {
        for (String text : new String[] {"planted", "planted\n", "planted\r\n"})
            assertThat(read(file(text.getBytes(StandardCharsets.UTF_8)))).isEqualTo("planted");
        assertThat(read(file(" a b ".getBytes(StandardCharsets.UTF_8))))
                .as("blanks are")
                .isEqualTo(" a b ");
        assertThat(SecretFile.read("--jdbc-password", "planted", "")).isEqualTo("planted");
        assertThat(SecretFile.read("--jdbc-password", "", "")).isEmpty();
    }

    @Test
    void bothAtOnceAreRefused() {
        assertThatThrownBy(() -> SecretFile.read("--jdbc-password", "planted", "/run/secret"))
                .isInstanceOf(SetupException.class)
                .hasMessage("--jdbc-password and --jdbc-password-file are both given; give one of them");
    }

    @Test
    void aFileThatCannotBeUsedIsNamedAndItsContentIsNotShown() throws IOException {
        assertRefused(folder.resolve("missing").toString(), "there is no file " + folder.resolve("missing"));
        assertRefused(folder.toString(), "cannot read the file");
        assertRefused("\0", "cannot read the file");
        assertRefused(file(), "is empty");
        assertRefused(file((byte) '\n'), "is empty");
        assertRefused(file("planted\nplanted\n".getBytes(StandardCharsets.UTF_8)), "has several lines");
        assertRefused(file((byte) 'p', (byte) 0xff), "is not UTF-8 text");
        assertRefused(file(new byte[SecretFile.BYTES_MAX + 1]), "is larger than 8192 bytes");
        assertRefused("/dev/zero", "is larger than 8192 bytes");
    }

    private static void assertRefused(String file, String because) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(SetupException.class)
                .hasMessageStartingWith("--jdbc-password-file: ")
                .hasMessageContaining(because)
                .hasMessageNotContaining("planted");
    }
}
