package io.inventory.grpc.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The comments of a .proto by what they stand before, which descriptors do not have when a program runs. */
final class ProtoComments {
    private static final Pattern BLOCK = Pattern.compile("(?:message|enum|service|oneof) (\\w+) \\{(})?");
    private static final Pattern RPC = Pattern.compile("rpc (\\w+)\\(.*\\{");
    private static final Pattern FIELD = Pattern.compile("(?:.* )?(\\w+) = \\d+;.*");

    private final Map<String, String> comments = new HashMap<>();
    private final Deque<String> scopes = new ArrayDeque<>();
    private final List<String> pending = new ArrayList<>();

    private ProtoComments() {}

    /** By full name without the package, for example {@code GetStockRequest.sku_id}; without those of oneofs. */
    static Map<String, String> of(List<String> lines) {
        ProtoComments proto = new ProtoComments();
        lines.forEach(line -> proto.line(line.strip()));
        return proto.comments;
    }

    private void line(String line) {
        if (line.startsWith("//")) {
            pending.add(line.substring(2).strip());
            return;
        }
        Matcher block = BLOCK.matcher(line);
        Matcher rpc = RPC.matcher(line);
        Matcher field = FIELD.matcher(line);
        if (block.matches()) {
            keep(block.group(1));
            // what is in a oneof belongs to its message
            if (block.group(2) == null) scopes.addLast(line.startsWith("oneof") ? "" : block.group(1));
        } else if (rpc.matches()) {
            keep(rpc.group(1));
            scopes.addLast("");
        } else if (line.equals("}")) {
            scopes.removeLast();
        } else if (field.matches()) {
            keep(field.group(1));
        }
        pending.clear();
    }

    private void keep(String name) {
        if (pending.isEmpty()) return;
        String scope = scopes.stream().filter(outer -> !outer.isEmpty()).collect(Collectors.joining("."));
        String text = String.join(" ", pending).replace("  ", "\n\n").strip();
        comments.put(scope.isEmpty() ? name : scope + "." + name, text);
    }
}
