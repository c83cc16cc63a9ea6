package io.inventory.grpc.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.inventory.v1.InventoryProto;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/openapi.json says what the .proto says, and is OpenAPI 3.1. */
class OpenApiTest {
    private static final String WRITE = "inventory.reference.write";
    private static final Path ROOT = Path.of("..");
    private static final Path DOCUMENT = ROOT.resolve("docs/openapi.json");
    private static final Path PROTO = ROOT.resolve("inventory-client/src/main/proto/inventory/v1/inventory.proto");

    private static String generated() throws IOException {
        return OpenApi.of(InventoryProto.getDescriptor(), ProtoComments.of(Files.readAllLines(PROTO)));
    }

    @Test
    void theDocumentSaysWhatTheProtoSays() throws IOException {
        if (Boolean.getBoolean(WRITE)) Files.writeString(DOCUMENT, generated());
        assertThat(Files.readString(DOCUMENT))
                .as(
                        "%s is not what the .proto is; to write it: ./mvnw test -am -pl inventory-grpc-server"
                                + " -Dtest=OpenApiTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true",
                        DOCUMENT)
                .isEqualTo(generated());
    }

    @Test
    void itIsValid() throws IOException {
        SwaggerParseResult result = parse(Files.readString(DOCUMENT));
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getSpecVersion()).isEqualTo(SpecVersion.V31);
        long unary = InventoryProto.getDescriptor().getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> !method.isServerStreaming() && !method.isClientStreaming())
                .count();
        assertThat(result.getOpenAPI().getPaths()).hasSize((int) unary);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"in\": \"header\"|\"in\": \"nowhere\"",
                "\"operationId\"|\"operation\"",
                "\"title\"|\"heading\"",
                "\"requestBody\": {|\"body\": {",
            })
    void whatIsNotValidWouldBeNoticed(String from, String to) throws IOException {
        String broken = Files.readString(DOCUMENT).replace(from, to);
        assertThat(parse(broken).getMessages()).isNotEmpty();
    }

    private static SwaggerParseResult parse(String document) {
        return new OpenAPIV3Parser().readContents(document, List.of(), new ParseOptions());
    }

    @Test
    void everythingThatItRefersToIsThere() throws IOException {
        String text = Files.readString(DOCUMENT);
        JsonObject document = JsonParser.parseString(text).getAsJsonObject();
        Set<String> missing = new HashSet<>();
        Matcher reference =
                Pattern.compile("\"\\$ref\": \"#/components/(\\w+)/([^\"]+)\"").matcher(text);
        int found = 0;
        for (; reference.find(); found++)
            if (!document.getAsJsonObject("components")
                    .getAsJsonObject(reference.group(1))
                    .has(reference.group(2))) missing.add(reference.group());
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(100);
    }

    @Test
    void whatTheProtoSaysInWordsIsThereToo() throws IOException {
        JsonObject document = JsonParser.parseString(Files.readString(DOCUMENT)).getAsJsonObject();
        JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
        assertThat(schemas.getAsJsonObject("Item")
                        .getAsJsonObject("properties")
                        .getAsJsonObject("quantity")
                        .get("description")
                        .getAsString())
                .startsWith("In units, 1 to 1,000,000,000");
        assertThat(schemas.getAsJsonObject("RejectionReason").get("description").getAsString())
                .contains("`REJECTION_REASON_ORDER_CLOSED`: The order is over.");
        assertThat(document.getAsJsonObject("paths")
                        .getAsJsonObject("/inventory.v1.InventoryService/DeductStock")
                        .getAsJsonObject("post")
                        .get("description")
                        .getAsString())
                .startsWith("Takes the units of all lines of a new order, or none.")
                .contains("\n\nALREADY_EXISTS (ORDER_MISMATCH)");
    }
}
