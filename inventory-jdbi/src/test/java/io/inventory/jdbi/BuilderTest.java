package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an embedder may set, and what is refused where it is set. */
class BuilderTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final JdbiInventory.Builder builder = JdbiInventory.builder(DATABASE.dataSource());

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_001})
    void aNumberOfConnectionsOutOfRangeIsRefused(int connections) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.connections(connections))
                .withMessage("connections must be 1 to 1000, is " + connections);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT0S", "PT0.0009S", "PT1H0.001S", "PT3000000H"})
    void aLimitOutOfRangeIsRefusedByName(String text) {
        Duration limit = Duration.parse(text);
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeLimit(limit))
                .withMessageContaining("the time limit must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.statementLimits(limit, second))
                .withMessageContaining("the limit of a lock must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.statementLimits(second, limit))
                .withMessageContaining("the limit of a statement must be");
    }

    @Test
    void theSmallestAndTheLargestAreTaken() {
        assertThatCode(() -> builder.connections(1)
                        .connections(1_000)
                        .timeLimit(Duration.ofMillis(1))
                        .timeLimit(Duration.ofHours(1))
                        .statementLimits(Duration.ofMillis(1), Duration.ofHours(1)))
                .doesNotThrowAnyException();
    }
}
