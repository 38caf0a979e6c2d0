package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher.Outcome;
import heliograph.database.TestDatabase;
import heliograph.event.Sha256;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.Meta;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * What {@code version --sbom} prints, held against the WAR, the server and the pom of this build.
 */
class BillOfMaterialsIT {
  private static final Path WAR =
      Path.of(System.getProperty("heliograph.it.war", "target/heliograph.war"));
  private static final String IN_THE_WAR = "WEB-INF/classes/META-INF/sbom/heliograph.cdx.json";

  @TempDir private Path folder;

  private String printed = "";
  private List<JsonObject> components = List.of();

  @BeforeEach
  void print() throws Exception {
    Outcome outcome = Launcher.run(folder, "version", "--sbom");
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    printed = outcome.output();
    components =
        Json.createReader(new StringReader(printed))
            .readObject()
            .getJsonArray("components")
            .getValuesAs(JsonObject.class);
  }

  @Test
  void document_isValidCycloneDx() throws Exception {
    assertThat(new JsonParser().validate(printed, Version.VERSION_16)).isEmpty();
  }

  @Test
  void help_namesTheOption() throws Exception {
    assertThat(Launcher.run(folder, "version", "--help").output()).contains("--sbom");
  }

  @Test
  void libraries_areTheJarsThatShipAndTheirHashes() throws Exception {
    Map<String, String> shipped = new TreeMap<>();
    try (ZipFile war = new ZipFile(WAR.toFile())) {
      for (ZipEntry entry : war.stream().toList()) {
        if (entry.getName().endsWith(".jar")) {
          shipped.put(entry.getName(), Sha256.hex(bytes(war, entry)));
        }
      }
    }
    assertThat(shipped).hasSizeGreaterThan(20);
    try (Stream<Path> jars = Files.list(WAR.resolveSibling("cli"))) {
      for (Path jar : jars.toList()) {
        shipped.put("cli/" + jar.getFileName(), Sha256.hex(Files.readAllBytes(jar)));
      }
    }
    Map<String, String> listed = new TreeMap<>();
    for (JsonObject component : components) {
      if (!component.getString("type").equals("platform")) {
        listed.put(first(component, "properties", "value"), first(component, "hashes", "content"));
      }
    }
    assertThat(listed).isEqualTo(shipped);
  }

  @Test
  void everyDependencyOfThePom_isListedInItsVersion_thoseOfTestsAreNot() throws Exception {
    Element pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getDocumentElement();
    Map<String, String> properties = new TreeMap<>();
    for (Element property : children(child(pom, "properties"))) {
      properties.put(property.getTagName(), property.getTextContent());
    }
    List<String> wanted = new ArrayList<>();
    List<String> unwanted = new ArrayList<>();
    for (Element dependency : children(child(pom, "dependencies"))) {
      Map<String, String> parts = new TreeMap<>();
      children(dependency).forEach(it -> parts.put(it.getTagName(), it.getTextContent()));
      parts.replaceAll((part, value) -> filledIn(value, properties));
      String name = parts.get("groupId") + "/" + parts.get("artifactId") + "@";
      if ("test".equals(parts.get("scope"))) {
        unwanted.add("pkg:maven/" + name);
      } else {
        wanted.add("pkg:maven/" + name + parts.get("version"));
      }
    }
    assertThat(unwanted).isNotEmpty();
    assertThat(purls())
        .containsAll(wanted)
        .noneMatch(purl -> unwanted.stream().anyMatch(purl::startsWith))
        .contains("pkg:generic/openjdk@" + properties.get("maven.compiler.release"));
  }

  @Test
  void server_isTheOneOfTheBuild() throws Exception {
    Path wlp = Path.of(System.getProperty("heliograph.it.wlp", "target/liberty/wlp"));
    Properties server = new Properties();
    try (InputStream in =
        Files.newInputStream(wlp.resolve("lib/versions/openliberty.properties"))) {
      server.load(in);
    }
    String version = server.getProperty("com.ibm.websphere.productVersion");
    assertThat(purls())
        .contains("pkg:maven/io.openliberty/openliberty-runtime@" + version + "?type=zip");
  }

  @Test
  void nativePrograms_areNamedInTheVersionsThatTheySay() {
    List<String> within =
        components.stream()
            .filter(component -> component.containsKey("components"))
            .map(component -> first(component, "components", "purl"))
            .toList();
    Meta.Version lmdb = Meta.version();
    try (TestDatabase database = new TestDatabase()) {
      long postgres = database.number("SELECT current_setting('server_version_num')::bigint");
      assertThat(within)
          .containsExactlyInAnyOrder(
              "pkg:generic/postgresql@" + postgres / 10_000 + "." + postgres % 10_000,
              "pkg:generic/lmdb@" + lmdb.major + "." + lmdb.minor + "." + lmdb.patch);
    }
  }

  @Test
  void copiesInTheWarAndBesideIt_areTheSame() throws Exception {
    try (ZipFile war = new ZipFile(WAR.toFile())) {
      assertThat(new String(bytes(war, war.getEntry(IN_THE_WAR)), UTF_8)).isEqualTo(printed);
    }
    assertThat(WAR.resolveSibling("heliograph.cdx.json")).content().isEqualTo(printed);
  }

  private List<String> purls() {
    return components.stream().map(component -> component.getString("purl")).toList();
  }

  private static String first(JsonObject component, String array, String key) {
    return component.getJsonArray(array).getJsonObject(0).getString(key);
  }

  private static Element child(Element parent, String name) {
    return children(parent).stream()
        .filter(element -> element.getTagName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Element> children(Element parent) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = parent.getChildNodes();
    for (int i = 0; i < nodes.getLength(); i++) {
      Node node = nodes.item(i);
      if (node instanceof Element element) {
        elements.add(element);
      }
    }
    return elements;
  }

  private static String filledIn(String value, Map<String, String> properties) {
    return value.startsWith("${")
        ? properties.getOrDefault(value.substring(2, value.length() - 1), value)
        : value;
  }

  private static byte[] bytes(ZipFile war, ZipEntry entry) throws IOException {
    try (InputStream in = war.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
