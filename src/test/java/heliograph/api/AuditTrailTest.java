package heliograph.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTrailTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-18T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  private static AuditTrail.Entry entry(String action) {
    return new AuditTrail.Entry(
        "ab", "moderator", "203.0.113.7", action, Json.createArrayBuilder().add("x").build(), "pp");
  }

  private AuditTrail trail(long bytesMax) {
    return new AuditTrail(folder.resolve("audit.jsonl"), CLOCK, bytesMax);
  }

  @Test
  void change_isThereBeforeItIsMadeAndSaysHowItEnded() {
    AuditTrail trail = trail(1_000_000);
    long begun = trail.begin(entry("banpubkey"));
    assertThat(trail.before(Long.MAX_VALUE, 10))
        .singleElement()
        .satisfies(line -> assertThat(line.getString("outcome")).isEqualTo("begun"));
    trail.end(begun, entry("banpubkey"), "");
    trail.note(entry("GET /admin/audit"), "no");
    List<JsonObject> lines = trail.before(Long.MAX_VALUE, 10);
    assertThat(lines)
        .extracting(line -> line.getString("outcome"))
        .containsExactly("failed", "done", "begun");
    assertThat(lines.get(1).getInt("of")).isEqualTo((int) begun);
    assertThat(lines.get(1).getString("actor")).isEqualTo("ab");
    assertThat(lines.get(1).getString("role")).isEqualTo("moderator");
    assertThat(trail.before(2, 10)).hasSize(1);
    assertThat(trail.before(Long.MAX_VALUE, 2)).hasSize(2);
  }

  @Test
  void trail_goesOnAfterARestartAndAfterACutOffLine() throws Exception {
    trail(1_000_000).begin(entry("one"));
    Files.writeString(
        folder.resolve("audit.jsonl"), "{\"number\":2,\"ti", StandardOpenOption.APPEND);
    AuditTrail again = trail(1_000_000);
    assertThat(again.begin(entry("two"))).isEqualTo(2);
    assertThat(again.before(Long.MAX_VALUE, 10))
        .extracting(line -> line.getString("action"))
        .containsExactly("two", "one");
    assertThat(again.proofsSince("2026-03-18T11:59:00Z")).containsExactly("pp", "pp");
    assertThat(again.proofsSince("2026-03-18T12:00:01Z")).isEmpty();
  }

  @Test
  void files_areBoundedAndPagesGoOnThroughThem() throws Exception {
    AuditTrail trail = trail(1_000);
    for (int i = 0; i < 100; i++) {
      trail.note(entry("action " + i), "");
    }
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(AuditTrail.FILES_MAX);
    }
    List<Long> numbers = new ArrayList<>();
    long before = Long.MAX_VALUE;
    for (List<JsonObject> page = trail.before(before, 7);
        !page.isEmpty();
        page = trail.before(before, 7)) {
      page.forEach(line -> numbers.add(line.getJsonNumber("number").longValue()));
      before = numbers.getLast();
    }
    assertThat(numbers)
        .hasSizeGreaterThan(20)
        .containsExactlyElementsOf(
            LongStream.iterate(100, number -> number - 1).limit(numbers.size()).boxed().toList());
    assertThat(trail(1_000).begin(entry("next"))).isEqualTo(101);
  }

  @Test
  void trail_thatCannotBeWritten_saysSo() throws Exception {
    AuditTrail trail = trail(1_000_000);
    Files.createDirectory(folder.resolve("audit.jsonl"));
    assertThatThrownBy(() -> trail.begin(entry("x"))).isInstanceOf(UncheckedIOException.class);
  }
}
