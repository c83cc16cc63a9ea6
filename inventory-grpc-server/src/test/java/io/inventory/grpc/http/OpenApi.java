package io.inventory.grpc.http;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Describes the methods over HTTP, as OpenAPI 3.1, from what protobuf knows of them and the comments of the .proto. */
final class OpenApi {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final String JSON = "application/json";
    private static final String REF = "#/components/schemas/";

    private final FileDescriptor file;
    private final Map<String, String> comments;
    private final Map<String, JsonObject> schemas = new TreeMap<>();

    private OpenApi(FileDescriptor file, Map<String, String> comments) {
        this.file = file;
        this.comments = comments;
    }

    /** The text of the document, with a line's end. */
    static String of(FileDescriptor file, Map<String, String> comments) {
        return GSON.toJson(new OpenApi(file, comments).document()) + "\n";
    }

    private JsonObject document() {
        JsonObject document = new JsonObject();
        document.addProperty("openapi", "3.1.0");
        document.add(
                "info",
                object(
                        "title", "Inventory Service",
                        "version", "v1",
                        "summary", "The methods of " + file.getPackage() + " over HTTP/1.1 and JSON",
                        "description", "Made from inventory.proto. How it is to be called: docs/http.md."));
        document.getAsJsonObject("info").add("license", object("name", "Apache-2.0", "identifier", "Apache-2.0"));
        document.add("servers", array(object("url", "http://127.0.0.1:8080")));
        JsonArray security = array(new JsonObject());
        JsonObject bearer = new JsonObject();
        bearer.add("bearer", new JsonArray());
        security.add(bearer);
        document.add("security", security);
        JsonArray tags = new JsonArray();
        JsonObject paths = new JsonObject();
        for (ServiceDescriptor service : file.getServices()) {
            tags.add(described(object("name", service.getName()), service.getName()));
            for (MethodDescriptor method : service.getMethods())
                if (!method.isClientStreaming() && !method.isServerStreaming())
                    paths.add("/" + service.getFullName() + "/" + method.getName(), path(method));
        }
        document.add("tags", tags);
        document.add("paths", paths);
        document.add("components", components());
        return document;
    }

    private JsonObject path(MethodDescriptor method) {
        String service = method.getService().getName();
        JsonObject post = new JsonObject();
        post.add("tags", new JsonArray());
        post.getAsJsonArray("tags").add(service);
        post.addProperty("operationId", service + "_" + method.getName());
        described(post, service + "." + method.getName());
        post.add("parameters", array(object("$ref", "#/components/parameters/timeout")));
        JsonObject body = content(method.getInputType());
        body.addProperty("required", true);
        post.add("requestBody", body);
        JsonObject responses = new JsonObject();
        JsonObject answer = content(method.getOutputType());
        answer.addProperty("description", "The outcome");
        responses.add("200", answer);
        responses.add("default", object("$ref", "#/components/responses/status"));
        post.add("responses", responses);
        JsonObject path = new JsonObject();
        path.add("post", post);
        return path;
    }

    private JsonObject content(Descriptor type) {
        JsonObject media = new JsonObject();
        media.add("schema", message(type));
        JsonObject content = new JsonObject();
        content.add(JSON, media);
        JsonObject of = new JsonObject();
        of.add("content", content);
        return of;
    }

    private JsonObject components() {
        JsonObject components = new JsonObject();
        schemas.put("google.rpc.Status", status());
        JsonObject all = new JsonObject();
        schemas.forEach(all::add);
        components.add("schemas", all);
        JsonObject status = new JsonObject();
        status.addProperty("description", "Misuse, a conflict or a fault, with google.rpc details");
        JsonObject media = new JsonObject();
        media.add("schema", object("$ref", REF + "google.rpc.Status"));
        JsonObject content = new JsonObject();
        content.add(JSON, media);
        status.add("content", content);
        JsonObject responses = new JsonObject();
        responses.add("status", status);
        components.add("responses", responses);
        JsonObject timeout = object(
                "name", "Grpc-Timeout",
                "in", "header",
                "description",
                        "How long the caller waits: 1 to 8 digits and one of H M S m u n, like 800m for 800 ms. Without it"
                                + " the server's own limit holds.");
        timeout.add("schema", object("type", "string", "pattern", "^[0-9]{1,8}[HMSmun]$"));
        JsonObject parameters = new JsonObject();
        parameters.add("timeout", timeout);
        components.add("parameters", parameters);
        JsonObject schemes = new JsonObject();
        schemes.add(
                "bearer",
                object(
                        "type", "http",
                        "scheme", "bearer",
                        "description", "A token, where the server tells callers apart"));
        components.add("securitySchemes", schemes);
        return components;
    }

    private static JsonObject status() {
        JsonObject detail = object("type", "object");
        JsonObject type = new JsonObject();
        type.add("@type", object("type", "string"));
        detail.add("properties", type);
        detail.add("required", strings(List.of("@type")));
        JsonObject details = object("type", "array");
        details.add("items", detail);
        JsonObject properties = new JsonObject();
        properties.add("code", object("type", "integer", "description", "The google.rpc.Code"));
        properties.add("message", object("type", "string"));
        properties.add("details", details);
        JsonObject status = object("type", "object");
        status.add("properties", properties);
        status.add("required", strings(List.of("code", "message", "details")));
        return status;
    }

    private JsonObject message(Descriptor type) {
        String name = name(type.getFullName());
        if (!schemas.containsKey(name)) {
            JsonObject schema = object("type", "object");
            schemas.put(name, schema);
            described(schema, name);
            JsonObject properties = new JsonObject();
            for (FieldDescriptor field : type.getFields())
                properties.add(field.getName(), described(field(field), name + "." + field.getName()));
            schema.add("properties", properties);
            if (name.endsWith("Request")) schema.addProperty("additionalProperties", false);
            if (!type.getRealOneofs().isEmpty()) schema.add("not", severalOf(type.getRealOneofs()));
        }
        return object("$ref", REF + name);
    }

    /** What no oneof ever has: two of its fields. */
    private static JsonObject severalOf(List<OneofDescriptor> oneofs) {
        JsonArray pairs = new JsonArray();
        for (OneofDescriptor oneof : oneofs) addPairs(oneof, pairs);
        JsonObject several = new JsonObject();
        several.add("anyOf", pairs);
        return several;
    }

    private static void addPairs(OneofDescriptor oneof, JsonArray pairs) {
        List<String> names =
                oneof.getFields().stream().map(FieldDescriptor::getName).toList();
        for (int i = 0; i < names.size(); i++)
            for (int j = i + 1; j < names.size(); j++) {
                JsonObject both = new JsonObject();
                both.add("required", strings(List.of(names.get(i), names.get(j))));
                pairs.add(both);
            }
    }

    private JsonObject field(FieldDescriptor field) {
        if (!field.isRepeated()) return value(field);
        JsonObject array = object("type", "array");
        array.add("items", value(field));
        return array;
    }

    private JsonObject value(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> object("type", "string");
            case BOOLEAN -> object("type", "boolean");
            case INT -> object("type", "integer", "format", "int32");
            case LONG -> whole();
            case ENUM -> enumeration(field.getEnumType());
            case MESSAGE -> wellKnown(field.getMessageType());
            case FLOAT, DOUBLE, BYTE_STRING -> throw new IllegalStateException("not described yet: " + field);
        };
    }

    /** Answers have a text, because JavaScript's numbers end at 2^53; requests may have either. */
    private static JsonObject whole() {
        JsonObject whole = new JsonObject();
        whole.add("type", strings(List.of("string", "integer")));
        whole.addProperty("format", "int64");
        whole.addProperty("pattern", "^-?[0-9]+$");
        return whole;
    }

    private JsonObject wellKnown(Descriptor type) {
        return switch (type.getFullName()) {
            case "google.protobuf.Timestamp" -> object("type", "string", "format", "date-time");
            case "google.protobuf.Duration" -> object("type", "string", "pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$");
            case "google.rpc.Status" -> object("$ref", REF + "google.rpc.Status");
            default -> message(type);
        };
    }

    private JsonObject enumeration(EnumDescriptor type) {
        String name = name(type.getFullName());
        if (!schemas.containsKey(name)) {
            JsonObject schema = object("type", "string");
            schemas.put(name, schema);
            described(schema, name);
            schema.add(
                    "enum",
                    strings(type.getValues().stream()
                            .map(value -> value.getName())
                            .toList()));
            String values = type.getValues().stream()
                    .filter(value -> comments.containsKey(name + "." + value.getName()))
                    .map(value -> "- `" + value.getName() + "`: " + comments.get(name + "." + value.getName()))
                    .collect(Collectors.joining("\n"));
            if (!values.isEmpty()) {
                String before =
                        schema.has("description") ? schema.get("description").getAsString() + "\n\n" : "";
                schema.addProperty("description", before + values);
            }
        }
        return object("$ref", REF + name);
    }

    private String name(String fullName) {
        String own = file.getPackage() + ".";
        return fullName.startsWith(own) ? fullName.substring(own.length()) : fullName;
    }

    private JsonObject described(JsonObject what, String name) {
        String comment = comments.get(name);
        if (comment != null) what.addProperty("description", comment);
        return what;
    }

    private static JsonObject object(String... namesAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < namesAndValues.length; i += 2) object.addProperty(namesAndValues[i], namesAndValues[i + 1]);
        return object;
    }

    private static JsonArray array(JsonObject element) {
        JsonArray array = new JsonArray();
        array.add(element);
        return array;
    }

    private static JsonArray strings(List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }
}
