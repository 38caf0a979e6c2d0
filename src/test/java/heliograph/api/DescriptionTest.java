package heliograph.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document that describes the API against the resources that are there. */
class DescriptionTest {
  private static final String BASE = "/api/v1";
  private static final JsonObject DOCUMENT = read();
  private static final Map<String, Method> METHODS = methods();

  /** Parameters that may have any text. */
  private static final Set<String> FREE = Set.of("d", "name");

  private static JsonObject read() {
    try (JsonReader in =
        Json.createReader(DescriptionTest.class.getResourceAsStream("/openapi/openapi.json"))) {
      return in.readObject();
    }
  }

  /** "GET /api/v1/kinds" → its method, of all resources. */
  private static Map<String, Method> methods() {
    Map<String, Method> methods = new TreeMap<>();
    new ClassFileImporter()
        .withImportOption(new DoNotIncludeTests()).importPackages("heliograph.api").stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .map(JavaClass::reflect)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .forEach(
                method -> verb(method).forEach(verb -> methods.put(name(verb, method), method)));
    return methods;
  }

  private static Method method(String name) {
    return Objects.requireNonNull(METHODS.get(name), name);
  }

  private static Stream<String> verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
        .filter(verb -> verb != null)
        .map(HttpMethod::value);
  }

  private static String name(String verb, Method method) {
    String path =
        Stream.of(method.getDeclaringClass(), method)
            .map((AnnotatedElement part) -> part.getAnnotation(Path.class))
            .filter(part -> part != null)
            .map(part -> part.value().replaceAll("^/|/$", ""))
            .filter(part -> !part.isEmpty())
            .reduce(BASE, (left, right) -> left + "/" + right);
    return verb + " " + path;
  }

  private static Map<String, JsonObject> operations() {
    Map<String, JsonObject> operations = new TreeMap<>();
    DOCUMENT
        .getJsonObject("paths")
        .forEach((path, verbs) ->
            verbs
                .asJsonObject()
                .forEach((verb, operation) -> {
                  if (!verb.equals("parameters")) {
                    operations.put(
                        verb.toUpperCase(Locale.ROOT) + " " + path, operation.asJsonObject());
                  }
                }));
    return operations;
  }

  @Test
  void paths_areThoseOfTheResources() {
    assertThat(METHODS).hasSizeGreaterThan(10);
    assertThat(operations().keySet()).isEqualTo(METHODS.keySet());
  }

  @Test
  void parameters_areThoseOfTheMethodsAndExplained() {
    operations()
        .forEach((name, operation) -> {
          Set<String> described = new TreeSet<>();
          for (JsonObject parameter : parameters(name, operation)) {
            described.add(parameter.getString("in") + " " + parameter.getString("name"));
            assertThat(parameter.getString("description", "")).as(name + parameter).isNotBlank();
            assertThat(parameter).as(name).containsKey("schema");
            checkSchema(name + " " + parameter.getString("name"), parameter);
          }
          assertThat(described).as(name).isEqualTo(parameters(method(name)));
        });
  }

  /** A client can copy an example, and a default is of the parameter's type. */
  private static void checkSchema(String name, JsonObject parameter) {
    JsonObject schema = parameter.getJsonObject("schema");
    if (!parameter.getString("name").equals("after") && !schema.containsKey("enum")) {
      assertThat(parameter).as(name).containsKey("example");
    }
    boolean isNumber = schema.getString("type", "string").equals("integer");
    if (schema.containsKey("default")) {
      assertThat(schema.get("default").getValueType() == JsonValue.ValueType.NUMBER)
          .as(name)
          .isEqualTo(isNumber);
    }
    if (isNumber && !schema.containsKey("enum")) {
      assertThat(schema).as(name).containsKey("minimum");
    } else if (!schema.containsKey("enum") && !FREE.contains(parameter.getString("name"))) {
      assertThat(schema).as(name).containsKey("pattern");
    }
  }

  @Test
  void operations_areNamedOnceAndTagsDescribed() {
    List<String> names =
        operations().values().stream()
            .map(operation -> operation.getString("operationId", ""))
            .toList();
    assertThat(names).doesNotContain("").doesNotHaveDuplicates();
    Set<String> described = new TreeSet<>();
    for (JsonObject tag : DOCUMENT.getJsonArray("tags").getValuesAs(JsonObject.class)) {
      assertThat(tag.getString("description", "")).as(tag.toString()).isNotBlank();
      described.add(tag.getString("name"));
    }
    operations()
        .forEach((name, operation) ->
            operation
                .getJsonArray("tags")
                .getValuesAs(JsonString.class)
                .forEach(tag -> assertThat(described).as(name).contains(tag.getString())));
    assertThat(DOCUMENT.getJsonArray("servers")).isNotEmpty();
  }

  @Test
  void tables_areDescribedAsCsvToo() {
    operations()
        .forEach((name, operation) -> {
          boolean hasFormat = parameters(method(name)).contains("query format");
          assertThat(
                  operation
                      .getJsonObject("responses")
                      .getJsonObject("200")
                      .getJsonObject("content")
                      .containsKey(Csv.TYPE))
              .as(name)
              .isEqualTo(hasFormat);
        });
  }

  private static List<JsonObject> parameters(String name, JsonObject operation) {
    List<JsonObject> all = new ArrayList<>();
    JsonObject path =
        DOCUMENT.getJsonObject("paths").getJsonObject(name.substring(name.indexOf('/')));
    for (JsonObject owner : List.of(path, operation)) {
      JsonArray parameters = owner.getJsonArray("parameters");
      if (parameters != null) {
        all.addAll(parameters.getValuesAs(JsonObject.class));
      }
    }
    return all;
  }

  private static Set<String> parameters(Method method) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(method.getDeclaringClass().getDeclaredFields())
        .forEach(field -> add(field.getAnnotations(), names));
    Arrays.stream(method.getParameters())
        .forEach(parameter -> {
          add(parameter.getAnnotations(), names);
          if (parameter.isAnnotationPresent(BeanParam.class)) {
            for (Class<?> type = parameter.getType();
                type != Object.class;
                type = type.getSuperclass()) {
              Arrays.stream(type.getDeclaredFields())
                  .forEach(field -> add(field.getAnnotations(), names));
            }
          }
        });
    return names;
  }

  private static void add(Annotation[] annotations, Set<String> names) {
    for (Annotation annotation : annotations) {
      switch (annotation) {
        case PathParam path -> names.add("path " + path.value());
        case QueryParam query -> names.add("query " + query.value());
        default -> {}
      }
    }
  }

  @Test
  void responses_areComplete() {
    operations()
        .forEach((name, operation) -> {
          assertThat(operation.getString("summary", "")).as(name).isNotBlank();
          JsonObject responses = operation.getJsonObject("responses");
          JsonObject content = responses.getJsonObject("200").getJsonObject("content");
          assertThat(content).as(name).isNotEmpty();
          content
              .values()
              .forEach(type ->
                  assertThat(type.asJsonObject().getJsonObject("schema")).as(name).isNotEmpty());
          assertThat(responses.keySet()).as(name).contains("400", "401", "403", "406", "429");
          if (name.startsWith("POST ")) {
            assertThat(responses.keySet()).as(name).contains("408", "413", "415");
          }
          if (name.contains("{")) {
            // of a value that no path may have, like an escaped backslash
            assertThat(responses.keySet()).as(name).contains("404");
          }
          assertThat(responses.containsKey("304")).as(name).isEqualTo(name.startsWith("GET "));
          responses.forEach((status, response) -> {
            if (Integer.parseInt(status) >= 400) {
              JsonObject problem = resolve(response.asJsonObject());
              assertThat(problem.getJsonObject("content").keySet())
                  .as(name + " " + status)
                  .containsExactly(Problem.TYPE);
            }
          });
        });
  }

  @Test
  void security_ofAdministratorsPaths_takesAProofAlways() {
    assertThat(names(DOCUMENT.getJsonArray("security")))
        .as("what the configuration decides: nothing, or a proof")
        .containsExactlyInAnyOrder(Set.of(), Set.of("nostr"), Set.of("password"));
    operations()
        .forEach((name, operation) -> {
          if (method(name).isAnnotationPresent(AdminOnly.class)) {
            assertThat(names(operation.getJsonArray("security")))
                .as(name)
                .containsExactlyInAnyOrder(Set.of("nostr"), Set.of("password"));
          } else {
            assertThat(operation).as(name).doesNotContainKey("security");
          }
        });
  }

  private static List<Set<String>> names(JsonArray security) {
    return security.getValuesAs(JsonObject.class).stream()
        .map(requirement -> (Set<String>) new TreeSet<>(requirement.keySet()))
        .toList();
  }

  @Test
  void references_allLeadSomewhere() {
    List<String> references = new ArrayList<>();
    collect(DOCUMENT, references);
    assertThat(references).hasSizeGreaterThan(20);
    assertThat(references)
        .allSatisfy(reference ->
            assertThat(
                    DOCUMENT.containsKey("components")
                        && Json.createPointer(reference.substring(1)).containsValue(DOCUMENT))
                .as(reference)
                .isTrue());
  }

  private static void collect(JsonValue value, List<String> references) {
    switch (value.getValueType()) {
      case OBJECT ->
          value
              .asJsonObject()
              .forEach((key, inner) -> {
                if (key.equals("$ref")) {
                  references.add(((JsonString) inner).getString());
                }
                collect(inner, references);
              });
      case ARRAY -> value.asJsonArray().forEach(inner -> collect(inner, references));
      default -> {}
    }
  }

  private static JsonObject resolve(JsonObject object) {
    return object.containsKey("$ref")
        ? Json.createPointer(object.getString("$ref").substring(1))
            .getValue(DOCUMENT)
            .asJsonObject()
        : object;
  }
}
