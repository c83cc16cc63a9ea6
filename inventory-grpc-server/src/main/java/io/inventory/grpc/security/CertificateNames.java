package io.inventory.grpc.security;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Reads, once for each connection, the name in the client's certificate: the common name of its subject. */
final class CertificateNames extends ServerTransportFilter {
    private static final Attributes.Key<String> NAME = Attributes.Key.create("inventory-certificate-name");

    /** The name of who made the connection; empty without a certificate, or one without such a name. */
    static Optional<String> of(Attributes connection) {
        return Optional.ofNullable(connection.get(NAME));
    }

    @Override
    public Attributes transportReady(Attributes connection) {
        SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        return Optional.ofNullable(session)
                .flatMap(CertificateNames::name)
                .map(name -> connection.toBuilder().set(NAME, name).build())
                .orElse(connection);
    }

    private static Optional<String> name(SSLSession session) {
        try {
            Certificate certificate = session.getPeerCertificates()[0];
            return certificate instanceof X509Certificate x509
                    ? commonName(x509.getSubjectX500Principal().getName())
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** Of several common names none is the name. */
    private static Optional<String> commonName(String distinguishedName) {
        try {
            List<String> names = new LdapName(distinguishedName)
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .toList();
            return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
