package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.SoakEvents.Made;
import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakEventsTest {
  @TempDir private Path folder;

  private static Corpus corpus(int authors) {
    return new Corpus(SchnorrChoice.of(CryptoProvider.AUTO), 9, authors);
  }

  @Test
  void versions_endTheOnesBefore_andAreNewer() {
    SoakEvents events = new SoakEvents(corpus(3));
    Map<Long, Made> byId = new HashMap<>();
    int replaced = 0;
    for (int i = 0; i < 200; i++) {
      Made made = events.next();
      Made before = byId.get(made.ended());
      if (before != null) {
        replaced++;
        assertThat(made.event().pubkey()).isEqualTo(before.event().pubkey());
        assertThat(made.event().kind()).isEqualTo(before.event().kind());
        assertThat(made.event().createdAt()).isGreaterThan(before.event().createdAt());
      }
      assertThat(made.isStored()).isEqualTo(made.event().kind() != 20_001);
      byId.put(made.event().id().a(), made);
    }
    assertThat(replaced).isGreaterThan(10);
  }

  @Test
  void preparedEvents_writtenAndRead_areTheSame() throws Exception {
    PreparedEvents made = PreparedEvents.sign(corpus(5), 40, 1_700_000_000, done -> {});
    Path file = folder.resolve("events.jsonl");
    made.write(file);
    PreparedEvents read = PreparedEvents.read(file, 1_000);
    assertThat(read.size()).isEqualTo(40);
    for (int i = 0; i < 40; i++) {
      assertThat(read.message(i)).isEqualTo(made.message(i));
      assertThat(read.id(i)).isEqualTo(made.id(i));
      assertThat(read.pubkeys().get(read.author(i))).isEqualTo(made.pubkeys().get(made.author(i)));
    }
    assertThat(PreparedEvents.read(file, 3).size()).isEqualTo(3);
    assertThat(Files.readAllLines(file)).hasSize(40);
  }
}
