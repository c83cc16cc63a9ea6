package io.inventory.credentials;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes key and trust managers of PEM files, which new connections ask, and which follow the files. */
public final class Certificates {
    private static final String PKCS8 = "-----BEGIN PRIVATE KEY-----";

    private Certificates() {}

    /**
     * Shows a certificate.
     *
     * @param certificate PEM, with the certificates between it and the CA's behind it
     * @param key its key, PKCS#8 in PEM without a password
     * @throws IllegalArgumentException if they cannot be used or do not belong together; the message says why
     */
    public static X509ExtendedKeyManager identity(WatchedFiles files, Path certificate, Path key) {
        AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
        files.add("certificate and key", List.of(certificate, key), contents -> {
            X509Certificate[] chain = certificates(contents.get(0));
            PrivateKey privateKey = privateKey(contents.get(1));
            chain[0].checkValidity();
            if (!belongTogether(chain[0], privateKey))
                throw new GeneralSecurityException("the key is not that of the certificate");
            manager.updateIdentityCredentials(chain, privateKey);
        });
        return manager;
    }

    /**
     * Trusts clients whose certificate one of these CAs has signed.
     *
     * @param authorities the CAs' certificates, PEM
     * @throws IllegalArgumentException if they cannot be used; the message says why
     */
    public static X509ExtendedTrustManager trustingClients(WatchedFiles files, Path authorities) {
        return trust(files, authorities, AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION);
    }

    /**
     * Trusts servers whose certificate one of these CAs has signed, for the name by which they are called.
     *
     * @param authorities the CAs' certificates, PEM
     * @throws IllegalArgumentException if they cannot be used; the message says why
     */
    public static X509ExtendedTrustManager trustingServers(WatchedFiles files, Path authorities) {
        return trust(
                files, authorities, AdvancedTlsX509TrustManager.Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION);
    }

    private static X509ExtendedTrustManager trust(
            WatchedFiles files, Path authorities, AdvancedTlsX509TrustManager.Verification verification) {
        AdvancedTlsX509TrustManager manager;
        try {
            manager = AdvancedTlsX509TrustManager.newBuilder()
                    .setVerification(verification)
                    .build();
        } catch (CertificateException e) {
            throw new IllegalStateException("this Java has no trust manager", e);
        }
        files.add(
                "CA certificates",
                List.of(authorities),
                contents -> manager.updateTrustCredentials(certificates(contents.get(0))));
        return manager;
    }

    private static X509Certificate[] certificates(byte[] pem) throws CertificateException {
        X509Certificate[] found = CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem));
        if (found.length == 0) throw new CertificateException("there is no certificate in PEM in it");
        return found;
    }

    private static PrivateKey privateKey(byte[] pem) throws GeneralSecurityException, java.io.IOException {
        if (!new String(pem, StandardCharsets.ISO_8859_1).contains(PKCS8))
            throw new GeneralSecurityException("the key must be PKCS#8 in PEM without a password (" + PKCS8
                    + "); make one of yours with: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW");
        return CertificateUtils.getPrivateKey(new ByteArrayInputStream(pem));
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        if (!algorithm.equals(key.getAlgorithm())) return false;
        Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        byte[] signed = {1, 2, 3};
        signature.initSign(key);
        signature.update(signed);
        byte[] result = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(signed);
        return signature.verify(result);
    }
}
