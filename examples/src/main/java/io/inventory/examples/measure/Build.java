package io.inventory.examples.measure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs that are measured.
 *
 * @param loadClassPath of the load test with the library and the client
 * @param limitClassPath of the limit, which is among the library's tests
 * @param server the arguments of Java for a server
 */
record Build(String loadClassPath, String limitClassPath, List<String> server) {
    /**
     * Of a checkout that is built.
     *
     * @throws IllegalArgumentException if it is not
     */
    static Build in(Path checkout) {
        return in(checkout, checkout);
    }

    /**
     * The same, put under load by the load test of another checkout.
     *
     * @throws IllegalArgumentException if one of them is not built
     */
    static Build in(Path checkout, Path checkoutOfLoad) {
        String libraries = built(checkout.resolve("examples/target/lib")) + "/*";
        return new Build(
                built(checkoutOfLoad.resolve("examples/target/classes")) + ":" + libraries,
                checkoutOfLoad.resolve("inventory-jdbi/target/test-classes") + ":" + libraries,
                List.of(
                        "-jar",
                        built(checkout.resolve("inventory-grpc-server/target/inventory-grpc-server.jar"))
                                .toString()));
    }

    private static Path built(Path path) {
        if (!Files.exists(path))
            throw new IllegalArgumentException(path + " is missing; run ./mvnw -DskipTests package in that checkout");
        return path;
    }
}
