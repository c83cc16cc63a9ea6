package io.inventory.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA of a test's own. Thread-safe. */
public final class TestAuthority {
    private static final Duration LIFE = Duration.ofDays(1);

    private final X500Name name = new X500Name("CN=Test CA " + UUID.randomUUID());
    private final KeyPair keys = keyPair();
    private final String certificate =
            sign(name, keys.getPublic(), Instant.now().plus(LIFE), true);

    /** A certificate and its key, both in PEM. */
    public record Issued(String certificate, String key) {
        /** Writes them into files, each of them at once. */
        public void write(Path certificateFile, Path keyFile) {
            replace(keyFile, key);
            replace(certificateFile, certificate);
        }
    }

    /** Writes the CA's certificate. */
    public Path write(Path file) {
        return replace(file, certificate);
    }

    /** A certificate for a day. */
    public Issued issue(String commonName, String... hosts) {
        return issue(commonName, Instant.now().plus(LIFE), hosts);
    }

    /**
     * A certificate.
     *
     * @param hosts names and IP addresses that it is for
     */
    public Issued issue(String commonName, Instant until, String... hosts) {
        KeyPair pair = keyPair();
        String signed = sign(new X500Name("CN=" + commonName), pair.getPublic(), until, false, hosts);
        return new Issued(signed, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key can be made", e);
        }
    }

    private String sign(X500Name subject, PublicKey key, Instant until, boolean authority, String... hosts) {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(64, new java.security.SecureRandom()),
                Date.from(Instant.now().minus(Duration.ofHours(1))),
                Date.from(until),
                subject,
                key);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (hosts.length > 0)
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(Arrays.stream(hosts)
                                .map(TestAuthority::generalName)
                                .toArray(GeneralName[]::new)));
            return pem(
                    "CERTIFICATE",
                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                            .getEncoded());
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate can be made", e);
        }
    }

    private static GeneralName generalName(String host) {
        boolean address = host.matches("[0-9.]+|.*:.*");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }

    private static Path replace(Path file, String content) {
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), content);
            return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot write " + file, e);
        }
    }
}
