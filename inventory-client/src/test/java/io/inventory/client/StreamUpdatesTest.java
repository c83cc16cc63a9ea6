package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamUpdatesTest {
    private final List<String> done = new ArrayList<>();
    private final StreamUpdates updates = new StreamUpdates(() -> done.add("sent"));

    @Test
    void aCompletionThatThrowsLosesNoneBehindIt() {
        assertThatThrownBy(() -> updates.run(() -> {
                    updates.afterwards(() -> done.add("first"));
                    updates.afterwards(() -> fail("second"));
                    updates.afterwards(() -> fail("third"));
                    updates.afterwards(() -> done.add("fourth"));
                }))
                .isInstanceOf(LinkageError.class)
                .hasMessage("second")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(done).containsExactly("sent", "first", "fourth");
    }

    @Test
    void whatAChangeHasCompletedBeforeItThrowsIsCompleted() {
        assertThatThrownBy(() -> updates.run(() -> {
                    updates.afterwards(() -> done.add("before"));
                    fail("the change");
                }))
                .isInstanceOf(LinkageError.class)
                .hasMessage("the change");
        assertThat(done).containsExactly("before");
    }

    @Test
    void aChangeWithinAnotherCompletesAfterTheWhole() {
        updates.run(() -> {
            updates.run(() -> updates.afterwards(() -> done.add("completed")));
            done.add("changed");
        });
        assertThat(done).containsExactly("changed", "sent", "completed");
    }

    private static void fail(String what) {
        throw new LinkageError(what);
    }
}
