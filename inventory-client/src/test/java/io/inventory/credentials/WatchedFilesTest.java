package io.inventory.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file's new content is used; the looks are the test's own. */
class WatchedFilesTest {
    private final WatchedFiles files = new WatchedFiles(WatchedFiles.INTERVAL_MAX);
    private final List<String> used = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void watch() throws IOException {
        file = Files.writeString(folder.resolve("callers"), "old\n");
        files.add("callers", List.of(file), contents -> {
            String text = new String(contents.get(0), StandardCharsets.UTF_8);
            if (text.equals("wrong\n")) throw new IOException("it is wrong");
            used.add(text);
        });
    }

    @AfterEach
    void close() {
        files.close();
    }

    @Test
    void whatIsThereAtTheStartIsUsedAtOnce() {
        assertThat(used).containsExactly("old\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.add("token", List.of(folder.resolve("none")), contents -> {}))
                .withMessageContaining("there is no such file");
    }

    @Test
    void aFileThatIsBeingWrittenIsNotUsedByHalf() throws IOException {
        Files.writeString(file, "new, line 1\n");
        files.lookAtAll();
        Files.writeString(file, "new, line 1\nnew, line 2\n");
        files.lookAtAll();
        assertThat(used).containsExactly("old\n");
        files.lookAtAll();
        assertThat(used).containsExactly("old\n", "new, line 1\nnew, line 2\n");
    }

    @Test
    void theSecondLookUsesWhatTheFirstFound() throws IOException {
        Files.writeString(file, "new\n");
        files.lookAtAll();
        files.lookAtAll();
        files.lookAtAll();
        assertThat(used).containsExactly("old\n", "new\n");
    }

    @Test
    void aFileThatWasAwayBetweenTwoLooksIsLookedAtTwiceAgain() throws IOException {
        Files.writeString(file, "new\n");
        files.lookAtAll();
        Files.delete(file);
        files.lookAtAll();
        Files.writeString(file, "new\n");
        files.lookAtAll();
        assertThat(used).containsExactly("old\n");
        files.lookAtAll();
        assertThat(used).containsExactly("old\n", "new\n");
    }

    @Test
    void whatCannotBeUsedIsTriedAgain() throws IOException {
        Files.writeString(file, "wrong\n");
        files.lookAtAll();
        files.lookAtAll();
        files.lookAtAll();
        Files.writeString(file, "new\n");
        files.lookAtAll();
        files.lookAtAll();
        assertThat(used).containsExactly("old\n", "new\n");
    }

    @Test
    void aChangeThatIsTakenBackChangesNothing() throws IOException {
        Files.writeString(file, "new\n");
        files.lookAtAll();
        Files.writeString(file, "old\n");
        files.lookAtAll();
        files.lookAtAll();
        assertThat(used).containsExactly("old\n");
    }
}
