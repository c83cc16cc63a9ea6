package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** The packages form layers, and none reaches up. */
class LayersTest {
    private static final Pattern DEPENDENCY =
            Pattern.compile("^ +io\\.inventory(\\.amqp\\S*) +-> io\\.inventory(\\S*)", Pattern.MULTILINE);

    private static List<String> packagesUsedBy(String name) throws Exception {
        String classes = Consumer.class
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
        List<MatchResult> dependencies =
                DEPENDENCY.matcher(output.toString()).results().toList();
        return dependencies.stream()
                .filter(dependency -> dependency.group(1).equals(name))
                .map(dependency -> dependency.group(2))
                .filter(used -> !used.equals(name))
                .sorted()
                .toList();
    }

    @Test
    void messagesKnowNeitherTheBrokerNorTheProcess() throws Exception {
        assertThat(packagesUsedBy(".amqp.message")).containsExactly("", ".events.v1");
    }

    @Test
    void theBrokerKnowsMessagesOnly() throws Exception {
        assertThat(packagesUsedBy(".amqp.broker")).containsExactly(".amqp.message", ".jdbi", ".jdbi.cli");
    }

    @Test
    void parkedMessagesKnowNothingOfTheProcessOrTheInventory() throws Exception {
        assertThat(packagesUsedBy(".amqp.parked")).containsExactly(".amqp.broker", ".amqp.message", ".jdbi");
    }

    @Test
    void theProcessKnowsThemAll() throws Exception {
        assertThat(packagesUsedBy(".amqp"))
                .contains("", ".amqp.broker", ".amqp.message", ".amqp.parked", ".client", ".jdbi.cli");
    }
}
