package heliograph.ingest;

import static heliograph.ingest.Source.CLIENT;
import static heliograph.ingest.Source.IMPORT;
import static heliograph.ingest.Source.RESTORED;
import static heliograph.ingest.Source.SELF;
import static heliograph.ingest.Source.TRUSTED_IMPORT;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.crypto.Schnorr;
import heliograph.event.EventHasher;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.Requester;
import heliograph.policy.TrustedFollowers;
import heliograph.protocol.MessagePrefix;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is checked of which event, in which order, and what is answered. */
class JudgeTest {
  private static final long NOW = 1_700_000_000;
  private static final Key AUTHOR = Key.of(1);
  private static final Optional<IngestOutcome> PASSES = Optional.empty();

  private static final Optional<IngestOutcome> WRONG_ID =
      rejected(MessagePrefix.INVALID, "id is not the hash of the event's content");

  private static final Optional<IngestOutcome> WRONG_SIGNATURE =
      rejected(MessagePrefix.INVALID, "the signature does not verify");

  private static final NostrEvent NOTE = TestEvents.note(AUTHOR, NOW, "a note");
  private static final NostrEvent FORGED =
      TestEvents.parsed(TestEvents.text(NOTE).replace("a note", "a lie"));
  private static final NostrEvent DENIED = TestEvents.signed(AUTHOR, 7_000, NOW, List.of(), "");
  private static final NostrEvent AHEAD = TestEvents.note(AUTHOR, NOW + 100_000_000, "ahead");
  private static final NostrEvent EXPIRED =
      TestEvents.signed(AUTHOR, 1, NOW, List.of(List.of("expiration", "" + (NOW - 1))), "");
  private static final NostrEvent SECRET =
      TestEvents.signed(AUTHOR, 4, NOW, List.of(List.of("p", Key.of(2).pubkey())), "");

  private final List<String> asked = new ArrayList<>();
  private final InMemoryMeters meters = new InMemoryMeters();

  private static Optional<IngestOutcome> rejected(MessagePrefix prefix, String sentence) {
    return Optional.of(IngestOutcome.rejected(prefix, sentence));
  }

  /**
   * One row of the table: an event from a source, in a store or not, with a good signature or not.
   */
  record Row(
      String what,
      Source source,
      NostrEvent event,
      boolean stored,
      boolean signed,
      Optional<IngestOutcome> answer) {
    @Override
    public String toString() {
      return source + " " + what;
    }
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Source source : Source.values()) {
      rows.add(new Row("new", source, NOTE, false, true, PASSES));
      rows.add(new Row("with a wrong id", source, FORGED, false, true, WRONG_ID));
      rows.add(new Row("stored", source, NOTE, true, true, Optional.of(IngestOutcome.DUPLICATE)));
      Optional<IngestOutcome> forged =
          source == TRUSTED_IMPORT || source == SELF ? PASSES : WRONG_SIGNATURE;
      rows.add(new Row("with a wrong signature", source, NOTE, false, false, forged));
      Optional<IngestOutcome> expired =
          source == RESTORED || source == SELF
              ? PASSES
              : rejected(MessagePrefix.INVALID, "the event has expired");
      rows.add(new Row("expired", source, EXPIRED, false, true, expired));
    }
    rows.add(
        new Row(
            "of a denied kind",
            CLIENT,
            DENIED,
            false,
            true,
            rejected(MessagePrefix.BLOCKED, "this relay does not take kind 7000")));
    rows.add(new Row("of a denied kind", IMPORT, DENIED, false, true, PASSES));
    rows.add(new Row("ahead of time", IMPORT, AHEAD, false, true, PASSES));
    rows.add(
        new Row(
            "ahead of time",
            CLIENT,
            AHEAD,
            false,
            true,
            rejected(MessagePrefix.INVALID, "created_at is more than 900 seconds in the future")));
    rows.add(new Row("private and stored", CLIENT, SECRET, true, true, PASSES));
    rows.add(
        new Row(
            "private and stored",
            IMPORT,
            SECRET,
            true,
            true,
            Optional.of(IngestOutcome.DUPLICATE)));
    return rows;
  }

  private Judge judge(boolean stored, boolean signed, Map<String, String> settings) {
    RelayConfig config =
        RelayConfig.read(key ->
            Optional.ofNullable(key.equals("heliograph.data") ? "/nowhere" : settings.get(key)));
    CurrentPolicy policy =
        new CurrentPolicy(
            config,
            Moderation.NONE,
            new PublicKey(1, 2, 3, 4),
            new PluginSlot(meters, Runnable::run),
            TrustedFollowers.UNKNOWN,
            meters,
            () -> 0);
    return new Judge(
        id -> {
          asked.add("store");
          return stored;
        },
        new SignatureOracle(signed),
        policy,
        Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
  }

  /** Says of every signature the same. */
  private final class SignatureOracle implements Schnorr {
    private final boolean good;

    private SignatureOracle(boolean good) {
      this.good = good;
    }

    @Override
    public boolean verify(byte[] signature, byte[] message, byte[] publicKey) {
      asked.add("signature");
      return good;
    }

    @Override
    public byte[] sign(byte[] message, byte[] secret, byte[] random) {
      throw new AssertionError("a judge signs nothing");
    }

    @Override
    public byte[] publicKey(byte[] secret) {
      throw new AssertionError("a judge has no key");
    }

    @Override
    public String name() {
      return "oracle";
    }
  }

  private static final Map<String, String> SETTINGS =
      Map.of("heliograph.policy.kinds-denied", "7000");

  @ParameterizedTest
  @MethodSource("rows")
  void judge_eventFromSource_isAnsweredAsTheTableSays(Row row) {
    Judge judge = judge(row.stored, row.signed, SETTINGS);
    assertThat(judge.judge(row.event, Requester.OPERATOR, row.source, new EventHasher()))
        .isEqualTo(row.answer);
  }

  @Test
  void judge_eventOfPrivateKind_isADuplicateForItsPartiesAlone() {
    Judge judge = judge(true, true, SETTINGS);
    for (Source source : Source.values()) {
      assertThat(judge.maySee(SECRET, Requester.OPERATOR, source)).isEqualTo(source != CLIENT);
      assertThat(judge.maySee(NOTE, Requester.OPERATOR, source)).isTrue();
    }
  }

  @Test
  void judge_storedPublicEvent_isAnsweredBeforeHashAndSignature() {
    Judge judge =
        judge(
            true,
            false,
            Map.of(
                "heliograph.auth.private-kinds", "", "heliograph.auth.private-app-data", "false"));
    assertThat(judge.judge(FORGED, Requester.OPERATOR, CLIENT, new EventHasher()))
        .contains(IngestOutcome.DUPLICATE);
    assertThat(asked).containsExactly("store");
  }

  @Test
  void judge_clientOverItsRate_isRefusedBeforeTheStoreIsAsked() {
    Judge judge = judge(false, true, Map.of("heliograph.rates.events-per-address", "1/1d"));
    assertThat(judge.judge(NOTE, Requester.OPERATOR, CLIENT, new EventHasher())).isEmpty();
    asked.clear();
    Optional<IngestOutcome> second =
        judge.judge(NOTE, Requester.OPERATOR, CLIENT, new EventHasher());
    assertThat(second.orElseThrow().prefix()).contains(MessagePrefix.RATE_LIMITED);
    assertThat(asked).isEmpty();
    for (Source source : List.of(IMPORT, TRUSTED_IMPORT, RESTORED, SELF)) {
      assertThat(judge.judge(NOTE, Requester.OPERATOR, source, new EventHasher())).isEmpty();
    }
  }

  @Test
  void judge_forgedEventOverTheAuthorsAllowance_costsItsAuthorNothing() {
    Map<String, String> settings = Map.of("heliograph.rates.events-per-pubkey", "1/1d");
    for (int i = 0; i < 3; i++) {
      assertThat(
              judge(false, false, settings)
                  .judge(NOTE, Requester.OPERATOR, CLIENT, new EventHasher()))
          .isEqualTo(WRONG_SIGNATURE);
    }
    Judge judge = judge(false, true, settings);
    assertThat(judge.judge(NOTE, Requester.OPERATOR, CLIENT, new EventHasher())).isEmpty();
    assertThat(
            judge.judge(NOTE, Requester.OPERATOR, CLIENT, new EventHasher()).orElseThrow().prefix())
        .contains(MessagePrefix.RATE_LIMITED);
  }

  @Test
  void judge_wrongIdAndWrongSignature_areCountedByTheirNames() {
    judge(false, true, SETTINGS).judge(FORGED, Requester.OPERATOR, CLIENT, new EventHasher());
    judge(false, false, SETTINGS).judge(NOTE, Requester.OPERATOR, CLIENT, new EventHasher());
    assertThat(meters.counters().keySet())
        .anyMatch(name -> name.contains("WrongId"))
        .anyMatch(name -> name.contains("WrongSignature"));
  }

  @Test
  void prove_event_needsItsSignatureAndIsNeverLookedUp() {
    NostrEvent auth = TestEvents.signed(AUTHOR, Kinds.CLIENT_AUTHENTICATION, NOW, List.of(), "");
    EventHasher hasher = new EventHasher();
    assertThat(judge(false, true, SETTINGS).prove(auth, Requester.OPERATOR, hasher))
        .isEqualTo(IngestOutcome.PROVEN);
    assertThat(judge(false, false, SETTINGS).prove(auth, Requester.OPERATOR, hasher))
        .isEqualTo(WRONG_SIGNATURE.orElseThrow());
    assertThat(judge(false, true, SETTINGS).prove(FORGED, Requester.OPERATOR, hasher))
        .isEqualTo(WRONG_SIGNATURE.orElseThrow());
    assertThat(asked).containsExactly("signature", "signature");
  }
}
