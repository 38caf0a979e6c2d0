package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The WAR holds the product alone: what measures it is kept beside it. */
class WarContentsIT {
  private static List<String> entries = List.of();

  @BeforeAll
  static void open() throws IOException {
    Path war = Path.of(System.getProperty("heliograph.it.war", "target/heliograph.war"));
    try (ZipFile file = new ZipFile(war.toFile())) {
      entries = file.stream().map(ZipEntry::getName).toList();
    }
  }

  @Test
  void war_holdsTheProduct() {
    assertThat(entries)
        .contains("WEB-INF/classes/heliograph/cli/Heliograph.class")
        .contains("WEB-INF/classes/heliograph/runtime/Relay.class");
  }

  @Test
  void war_holdsNoMeasuringToolAndNoGeneratedData() {
    assertThat(entries)
        .noneMatch(name -> name.startsWith("WEB-INF/classes/heliograph/bench/"))
        .noneMatch(name -> name.startsWith("WEB-INF/lib/HdrHistogram"))
        .noneMatch(name -> name.matches(".*/(PlantedGraph|IsolatedRings|FollowTrends).*"));
  }
}
