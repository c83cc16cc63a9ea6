package io.inventory.client.cli.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.client.cli.session.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are there when all is in them, or not at all. */
class NewFileTest {
    @TempDir
    private Path folder;

    private String[] names() {
        String[] names = folder.toFile().list();
        return names == null ? new String[0] : names;
    }

    @Test
    void whatCannotBeWrittenToItsEndLeavesTheOldFileAndNothingElse() throws IOException {
        Path target = Files.writeString(folder.resolve("stocks.csv"), "old");
        try (NewFile file = new NewFile(target, true)) {
            assertThatThrownBy(() -> file.write(out -> {
                        out.write("half");
                        out.flush();
                        assertThat(names()).hasSize(2);
                        throw new IOException("No space left on device");
                    }))
                    .hasMessage("No space left on device");
        }
        assertThat(names()).containsExactly("stocks.csv");
        assertThat(target).hasContent("old");
    }

    @Test
    void aSecondAttemptBeginsAgainAndTheFileIsThereWhenItIsComplete() throws IOException {
        Path target = folder.resolve("stocks.csv");
        try (NewFile file = new NewFile(target, false)) {
            assertThatThrownBy(() -> file.write(out -> {
                        out.write("a long beginning");
                        throw new IOException("broken");
                    }))
                    .hasMessage("broken");
            assertThat(target).doesNotExist();
            long written = file.write(out -> {
                out.write("all");
                return 3L;
            });
            assertThat(written).isEqualTo(3);
        }
        assertThat(names()).containsExactly("stocks.csv");
        assertThat(target).hasContent("all");
    }

    @Test
    void whatIsThereOrCannotBeIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path target = Files.writeString(folder.resolve("stocks.csv"), "old");
        assertThatThrownBy(() -> new NewFile(target, false))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--force");
        assertThatThrownBy(() -> new NewFile(folder, true)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> new NewFile(folder.resolve("none/x.csv"), true))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no folder");
        assertThat(names()).containsExactly("stocks.csv");
    }
}
