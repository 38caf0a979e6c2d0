package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.SoakEvents.Generated;
import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakEventsTest {
  @TempDir private Path folder;

  private static Corpus corpus(int authors) {
    return new Corpus(SchnorrProvider.of(CryptoProvider.AUTO), 9, authors);
  }

  @Test
  void versions_endTheOnesBefore_andAreNewer() {
    SoakEvents events = new SoakEvents(corpus(3));
    Map<Long, Generated> byId = new HashMap<>();
    int replaced = 0;
    for (int i = 0; i < 200; i++) {
      Generated generated = events.next();
      Generated before = byId.get(generated.ended());
      if (before != null) {
        replaced++;
        assertThat(generated.event().pubkey()).isEqualTo(before.event().pubkey());
        assertThat(generated.event().kind()).isEqualTo(before.event().kind());
        assertThat(generated.event().createdAt()).isGreaterThan(before.event().createdAt());
      }
      assertThat(generated.isStored()).isEqualTo(generated.event().kind() != 20_001);
      byId.put(generated.event().id().a(), generated);
    }
    assertThat(replaced).isGreaterThan(10);
  }

  @Test
  void preparedEvents_writtenAndRead_areTheSame() throws Exception {
    PreparedEvents generated = PreparedEvents.sign(corpus(5), 40, 1_700_000_000, done -> {});
    Path file = folder.resolve("events.jsonl");
    generated.write(file);
    PreparedEvents read = PreparedEvents.read(file, 1_000);
    assertThat(read.size()).isEqualTo(40);
    for (int i = 0; i < 40; i++) {
      assertThat(read.message(i)).isEqualTo(generated.message(i));
      assertThat(read.id(i)).isEqualTo(generated.id(i));
      assertThat(read.pubkeys().get(read.author(i)))
          .isEqualTo(generated.pubkeys().get(generated.author(i)));
    }
    assertThat(PreparedEvents.read(file, 3).size()).isEqualTo(3);
    assertThat(Files.readAllLines(file)).hasSize(40);
  }
}
