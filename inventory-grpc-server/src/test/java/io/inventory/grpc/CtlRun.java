package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What came of one command line.
 *
 * @param status its exit status
 * @param out what it answered
 * @param err what it said beside that
 */
record CtlRun(int status, String out, String err) {
    CtlRun ok() {
        assertThat(status).as("%s%s", out, err).isZero();
        return this;
    }

    List<String> lines() {
        return out.lines().toList();
    }

    /** The line that begins with a heading, without it. */
    String value(String heading) {
        return lines().stream()
                .filter(line -> line.startsWith(heading + "  "))
                .map(line -> line.substring(heading.length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + heading + " in\n" + out));
    }

    /** Fields of the only line, or of the first, as a reader of JSON finds them. */
    Map<?, ?> json() {
        return json(0);
    }

    /** A field of the first line that is there. */
    String field(String name) {
        return String.valueOf(Objects.requireNonNull(json().get(name), name));
    }

    Map<?, ?> json(int line) {
        return new com.google.gson.Gson().fromJson(lines().get(line), Map.class);
    }

    /** Nothing is wider than a terminal of 80 columns. */
    CtlRun fits() {
        assertThat(lines())
                .allSatisfy(line -> assertThat(line.codePointCount(0, line.length()))
                        .as(line)
                        .isLessThanOrEqualTo(80));
        return this;
    }
}
