package io.inventory.jdbi.cli;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Variables that Kubernetes puts into every pod for each Service of its namespace. Those of a Service called
 * {@code inventory}, or {@code inventory-…}, look like settings.
 */
final class ServiceLinks {
    private static final Pattern NAME = Pattern.compile("INVENTORY_(\\w+_)?"
            + "(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern PORT_NAME = Pattern.compile("INVENTORY_(\\w+_)?PORT");
    private static final Pattern PORT_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceLinks() {}

    /** A sentence for the operator if there are such variables. */
    static Optional<String> explain(Map<String, String> environment) {
        TreeSet<String> links = new TreeSet<>();
        environment.forEach((name, value) -> {
            if (isLink(name, value)) links.add(name);
        });
        if (links.isEmpty()) return Optional.empty();
        String first = links.first();
        return Optional.of("the environment has " + first + "=" + Redaction.of(String.valueOf(environment.get(first)))
                + (links.size() > 1 ? " and " + (links.size() - 1) + " more" : "")
                + ", which Kubernetes sets for a Service whose name begins with 'inventory', and which is no setting;"
                + " write enableServiceLinks: false in the pod's spec");
    }

    private static boolean isLink(String name, String value) {
        if (NAME.matcher(name).matches()) return true;
        return PORT_NAME.matcher(name).matches() && PORT_VALUE.matcher(value).matches();
    }
}
