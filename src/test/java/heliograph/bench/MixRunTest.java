package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.TinyRelay;
import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a run makes of relays that lose, refuse or close; LoadIT has one that does not. */
class MixRunTest {
  private final PreparedEvents events =
      PreparedEvents.sign(
          new Corpus(SchnorrProvider.of(CryptoProvider.AUTO), 3, 4), 5, 1_700_000_000, done -> {});

  private MixReport run(Function<String, List<byte[]>> answers, int subscriptions)
      throws IOException {
    try (TinyRelay relay = new TinyRelay(answers)) {
      return new MixRun(
              relay.address(),
              new MixPlan(2, 100, 50, Duration.ofMillis(200)),
              Audience.ofAuthors(events.pubkeys(), subscriptions, subscriptions, new Random(1)),
              events,
              OptionalLong.empty(),
              line -> {})
          .run();
    }
  }

  private static List<byte[]> ok(String message, String verdict) {
    if (message.startsWith("[\"EVENT\"")) {
      return List.of(
          TinyRelay.text("[\"OK\",\"" + message.substring(16, 80) + "\"," + verdict + "]"));
    }
    String id = message.split("\"", -1)[3];
    return message.startsWith("[\"REQ\"")
        ? List.of(TinyRelay.text("[\"EOSE\",\"" + id + "\"]"))
        : List.of();
  }

  @Test
  void relay_thatTakesEventsAndDeliversNone_losesThem() throws IOException {
    MixReport report = run(message -> ok(message, "true,\"\""), 6);
    assertThat(report.isFaultless()).isFalse();
    assertThat(report.lines())
        .anyMatch(line -> line.contains("5 accepted, 0 refused"))
        .anyMatch(line -> line.matches("deliveries 0, 0/s: [1-9]\\d* missing, 0 surplus"));
    assertThat(report.requirements())
        .anyMatch(line -> line.matches("delivery < 100 ms p95 .* not met"))
        .anyMatch(line -> line.matches("10,000 connections .* not met"));
  }

  @Test
  void relay_thatRefuses_isAtFault() throws IOException {
    MixReport report = run(message -> ok(message, "false,\"blocked: no\""), 1);
    assertThat(report.isFaultless()).isFalse();
    assertThat(report.lines()).anyMatch(line -> line.contains("blocked: no"));
  }

  @Test
  void relay_thatHasTheEvents_measuresNothing() throws IOException {
    MixReport report = run(message -> ok(message, "true,\"duplicate: have it\""), 1);
    assertThat(report.isFaultless()).isFalse();
    assertThat(report.lines()).anyMatch(line -> line.contains("use a fresh one"));
  }

  @Test
  void relay_thatClosesListeners_isNamed() {
    byte[] goodbye = TinyRelay.frame(0x88, new byte[] {0x03, (byte) 0xf0, 's', 'l', 'o', 'w'});
    assertThatThrownBy(() -> run(message -> List.of(goodbye), 2))
        .hasMessageContaining("0 of 4 subscriptions are open: a listener: 1008 slow");
  }
}
