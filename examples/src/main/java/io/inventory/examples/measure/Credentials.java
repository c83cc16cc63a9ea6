package io.inventory.examples.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A certificate for this machine's loopback and a token, made for one run. */
final class Credentials {
    private static final String COMMAND = "openssl";
    private static final Pattern TOKEN = Pattern.compile("[^ ]+$");
    private static final int SECONDS_MAX = 60;

    private final Path certificate;
    private final Path key;
    private final Path callers;
    private final Path token;

    private Credentials(Path folder) {
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
        callers = folder.resolve("callers");
        token = folder.resolve("token");
    }

    /** @throws IOException if openssl is not here, or refuses; or a file is there already */
    static Credentials make(Path folder, Build build) throws IOException {
        Credentials made = new Credentials(folder);
        made.sign();
        made.register(build);
        return made;
    }

    private void sign() throws IOException {
        List<String> command = List.of(
                COMMAND,
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "1",
                "-subj",
                "/CN=measured",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        try (Program signing = Program.start(COMMAND, command)) {
            signing.finish();
        }
    }

    private void register(Build build) throws IOException {
        List<String> command = new ArrayList<>(build.server());
        command.addAll(List.of("token", "new", "--name=load", "--role=operator", "--file=" + callers));
        try (Program making = Program.java("token new", command)) {
            String made = making.await(TOKEN, SECONDS_MAX).group();
            Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(token, made, StandardOpenOption.WRITE);
            making.finish();
        }
    }

    /** The options of a server. */
    List<String> ofServer() {
        return List.of("--tls-cert=" + certificate, "--tls-key=" + key, "--callers=" + callers);
    }

    /** The options of the load test. */
    List<String> ofCaller() {
        return List.of("--server-ca=" + certificate, "--server-token-file=" + token);
    }
}
