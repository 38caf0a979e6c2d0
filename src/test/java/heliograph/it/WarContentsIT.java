package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The WAR holds the product alone: what measures it is kept beside it. */
class WarContentsIT {
  private static final Path WAR =
      Path.of(System.getProperty("heliograph.it.war", "target/heliograph.war"));

  private static Set<String> entries = Set.of();

  @BeforeAll
  static void open() throws IOException {
    try (ZipFile file = new ZipFile(WAR.toFile())) {
      entries = file.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    }
  }

  @Test
  void war_holdsTheProduct() {
    assertThat(entries)
        .contains("WEB-INF/classes/heliograph/cli/Heliograph.class")
        .contains("WEB-INF/classes/heliograph/runtime/Relay.class");
  }

  @Test
  void war_holdsNoMeasuringToolAndNoGeneratedData() throws IOException {
    Path tools = WAR.resolveSibling("bench-classes");
    List<String> files;
    try (Stream<Path> found = Files.walk(tools)) {
      files =
          found
              .filter(Files::isRegularFile)
              .map(file -> "WEB-INF/classes/" + tools.relativize(file))
              .toList();
    }
    assertThat(files)
        .contains(
            "WEB-INF/classes/heliograph/bench/Bench.class", "WEB-INF/classes/db/synthetic/year.sql")
        .noneMatch(entries::contains);
    assertThat(entries).noneMatch(name -> name.startsWith("WEB-INF/lib/HdrHistogram"));
  }

  /** The graph jobs on Spark are a build of their own: docs/scaling.md. */
  @Test
  void war_holdsNoSparkAndNoScala() {
    assertThat(entries)
        .noneMatch(name -> name.matches("WEB-INF/lib/(spark|scala|hadoop)-.*"))
        .noneMatch(
            name -> name.matches("WEB-INF/classes/(org/apache/spark|scala|heliograph/spark)/.*"));
  }
}
