package io.drover.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** openapi.yaml, and whether answers are as it says. */
final class Contract {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  final JsonNode document;

  Contract() throws Exception {
    try (InputStream in = OpenApiController.class.getResourceAsStream("openapi.yaml")) {
      document = new YAMLMapper().readTree(Objects.requireNonNull(in));
    }
  }

  /** Method and path of each operation, such as GET /api/databases. */
  Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          assertThat(METHODS).contains(method);
                          routes.add(
                              method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                        }));
    return routes;
  }

  /** Names of the query parameters of an operation. */
  Set<String> parameters(String route, String in) {
    String[] parts = route.split(" ", 2);
    Set<String> names = new TreeSet<>();
    for (JsonNode each : operation(parts[0], parts[1]).path("parameters")) {
      JsonNode parameter = resolved(each);
      if (parameter.path("in").asText().equals(in)) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  /**
   * What is wrong with an answer: fields that are not documented, or missing, or of another type.
   */
  List<String> differences(String method, String path, int status, JsonNode answer) {
    JsonNode responses = operation(method, path).path("responses");
    JsonNode response = responses.path(String.valueOf(status));
    JsonNode schema =
        resolved(response.isMissingNode() ? responses.path("default") : response)
            .at("/content/application~1json/schema");
    List<String> found = new ArrayList<>();
    compare("", schema, answer, found);
    return found;
  }

  private JsonNode operation(String method, String path) {
    JsonNode operation =
        document.path("paths").path(path).path(method.toLowerCase(java.util.Locale.ROOT));
    assertThat(operation.isObject()).as("%s %s is documented", method, path).isTrue();
    return operation;
  }

  private void compare(String at, JsonNode unresolved, JsonNode value, List<String> found) {
    JsonNode schema = resolved(unresolved);
    if (schema.has("oneOf")) {
      if (!value.isNull()) {
        compare(at, schema.path("oneOf").get(0), value, found);
      }
      return;
    }
    if (!typed(schema.path("type"), value)) {
      found.add(at + " is " + value.getNodeType() + ", not " + schema.path("type"));
      return;
    }
    if (value.isArray()) {
      value.forEach(each -> compare(at + "[]", schema.path("items"), each, found));
    }
    if (value.isObject() && schema.has("properties")) {
      JsonNode properties = schema.path("properties");
      value
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!properties.has(name)) {
                  found.add(at + "/" + name + " is not documented");
                }
              });
      properties
          .properties()
          .forEach(
              property -> {
                if (value.has(property.getKey())) {
                  compare(
                      at + "/" + property.getKey(),
                      property.getValue(),
                      value.get(property.getKey()),
                      found);
                } else {
                  found.add(at + "/" + property.getKey() + " is not answered");
                }
              });
    }
  }

  private static boolean typed(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (JsonNode each : type) {
        if (typed(each, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asText()) {
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> false;
    };
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode reference = node.get("$ref");
    if (reference == null) {
      return node;
    }
    JsonNode target = document.at(reference.asText().substring(1));
    assertThat(target.isMissingNode()).as("%s exists", reference).isFalse();
    return target;
  }
}
