package heliograph.purge;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.RelayConfig;
import heliograph.crypto.RelayKey;
import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.database.TestDatabase;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.ingest.Ingest;
import heliograph.ingest.RequestHandler;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.ModerationFile;
import heliograph.policy.PluginSlot;
import heliograph.purge.PurgeLog.Purge;
import heliograph.purge.PurgeLog.State;
import heliograph.purge.PurgeLog.Target;
import heliograph.purge.PurgeResult.Conflict;
import heliograph.purge.PurgeResult.NotFound;
import heliograph.purge.PurgeResult.Refused;
import heliograph.store.EventStore;
import heliograph.store.StoreResult;
import heliograph.store.lmdb.LmdbEventStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges, with the store, the rules and the database that a relay has. */
class PurgesTest {
  private static final Key SPAMMER = Key.of(1);
  private static final Key BYSTANDER = Key.of(2);
  private static final Key SEED = Key.of(3);
  private static final int EVENTS = 30;

  @TempDir private Path folder;
  private final TestDatabase test = new TestDatabase();
  private final InMemoryMeters meters = new InMemoryMeters();
  private final List<NostrEvent> spam = new ArrayList<>();
  private EventStore store;
  private Ingest ingest;
  private CurrentPolicy policy;
  private ModerationFile moderation;
  private PurgeArchive archive;
  private Purges purges;
  private Duration undo = Duration.ofDays(1);

  @BeforeEach
  void open() throws InterruptedException {
    Map<String, String> settings =
        Map.of("heliograph.data", folder.toString(), "heliograph.trust.seeds", key(SEED).hex());
    RelayConfig config = RelayConfig.read(name -> Optional.ofNullable(settings.get(name)));
    NativeSchnorr schnorr = new NativeSchnorr();
    RelayKey self = RelayKey.of(config.fixed().keyFile(), schnorr);
    store =
        new LmdbEventStore(
            config.fixed().store(), Clock.systemUTC(), meters, TestDatabase.threads());
    policy =
        new CurrentPolicy(
            config,
            Moderation.NONE,
            self.publicKey(),
            new PluginSlot(meters, Runnable::run),
            key -> 0,
            meters,
            System::nanoTime);
    moderation = new ModerationFile(folder.resolve("moderation.json"), policy::apply);
    ingest =
        new Ingest(
            store,
            schnorr,
            policy,
            (from, event, delivered) -> false,
            RequestHandler.NONE,
            Clock.systemUTC(),
            meters,
            TestDatabase.threads(),
            1,
            1_000,
            1 << 24);
    archive = new PurgeArchive(folder.resolve("purges"));
    purges =
        new Purges(
            new PurgeLog(test.database(), new UUID(1, 1)),
            archive,
            store,
            ingest,
            policy,
            moderation,
            self,
            () -> undo);
    for (int i = 0; i < EVENTS; i++) {
      spam.add(TestEvents.note(SPAMMER, 1_700_000_000 + i, "buy " + i));
    }
    spam.forEach(this::store);
    store(TestEvents.note(BYSTANDER, 1_700_000_000, "hello"));
  }

  @AfterEach
  void close() {
    ingest.close();
    store.close();
    test.close();
  }

  private void store(NostrEvent event) {
    BlockingQueue<StoreResult> result = new ArrayBlockingQueue<>(1);
    store.write(event, result::add);
    try {
      assertThat(result.poll(3, TimeUnit.MINUTES)).isInstanceOf(StoreResult.Stored.class);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static PublicKey key(Key key) {
    return TestEvents.note(key, 0, "").pubkey();
  }

  private Purges.Preview preview() {
    return done(purges.preview("alice", "spam", List.of(key(SPAMMER))));
  }

  private Purge confirm(Purges.Preview preview) {
    return done(tryConfirm(preview));
  }

  private PurgeResult<Purge> tryConfirm(Purges.Preview preview) {
    return purges.confirm("alice", preview.purge().id(), preview.token());
  }

  private Purge undo(Purges.Preview preview) {
    return done(tryUndo(preview));
  }

  private PurgeResult<Purge> tryUndo(Purges.Preview preview) {
    return purges.undo("bob", preview.purge().id(), preview.token());
  }

  private static <T> T done(PurgeResult<T> result) {
    assertThat(result).isInstanceOf(PurgeResult.Done.class);
    return ((PurgeResult.Done<T>) result).value();
  }

  private long storedSpam() {
    return spam.stream().filter(event -> store.contains(event.id())).count();
  }

  /** The name of the file of a purge. */
  private static String name(Purge purge) {
    return purge.id() + "-" + purge.createdAt().getEpochSecond();
  }

  @Test
  void preview_showsWhatWouldGoAndChangesNothing() {
    Purges.Preview preview = preview();

    assertThat(preview.targets()).containsExactly(new Target(key(SPAMMER), EVENTS));
    assertThat(preview.purge().state()).isEqualTo(State.PREVIEW);
    assertThat(storedSpam()).isEqualTo(EVENTS);
    assertThat(policy.isBanned(key(SPAMMER))).isFalse();
    assertThat(archive.purges()).isEmpty();
  }

  @Test
  void confirm_bansArchivesAndRemovesWhatWasShown() throws IOException {
    Purges.Preview preview = preview();

    Purge purge = confirm(preview);

    assertThat(purge.state()).isEqualTo(State.CONFIRMED);
    assertThat(purge.removed()).hasValue((long) EVENTS);
    assertThat(storedSpam()).isZero();
    assertThat(store.statistics().events()).as("the bystander's").isEqualTo(1);
    assertThat(policy.isBanned(key(SPAMMER))).isTrue();
    assertThat(Files.readAllLines(archive.file(name(purge))))
        .containsExactlyInAnyOrderElementsOf(spam.stream().map(TestEvents::text).toList());
    assertThat(test.rows("SELECT actor, action, target, detail FROM audit_log ORDER BY id"))
        .isEqualTo(
            """
            alice|purge.preview|purge 1|{"number": 1}
            alice|purge.confirm|purge 1|{"number": 0}
            alice|purge.removed|purge 1|{"number": 30}\
            """);
  }

  @Test
  void confirm_withoutTheTokenOfThesePreciseAccounts_isRefused() {
    Purges.Preview preview = preview();
    Purges.Preview other = done(purges.preview("alice", "spam", List.of(key(BYSTANDER))));
    long id = preview.purge().id();

    assertThat(purges.confirm("alice", id, other.token()))
        .isEqualTo(new Refused<>("the token is not the one of this purge"));
    test.execute(
        "INSERT INTO purge_keys VALUES (%d, '\\x%s', 1)".formatted(id, key(BYSTANDER).hex()));
    assertThat(tryConfirm(preview))
        .isEqualTo(new Refused<>("the token is not the one of this purge"));
    assertThat(purges.confirm("alice", 99, preview.token()))
        .isEqualTo(new NotFound<>("no purge 99"));
    assertThat(purges.find(99)).isEqualTo(new NotFound<>("no purge 99"));

    assertThat(storedSpam()).isEqualTo(EVENTS);
    assertThat(policy.isBanned(key(SPAMMER))).isFalse();
  }

  @Test
  void confirm_previewOfYesterday_isRefused() {
    Purges.Preview preview = preview();
    test.execute("UPDATE purges SET created_at = now() - interval '2 hours'");

    assertThat(tryConfirm(preview))
        .isEqualTo(new Conflict<>("this preview has expired; request a new one"));

    assertThat(storedSpam()).isEqualTo(EVENTS);
  }

  @Test
  void confirm_ofAPurgeThatWasCutOff_goesOn() throws IOException {
    Purges.Preview preview = preview();
    String name = name(preview.purge());
    test.execute("UPDATE purges SET state = 'confirmed', confirmed_at = now()");
    archive.append(name, spam.subList(0, 2));
    store.remove(List.of(spam.get(0).id()));
    Files.writeString(archive.file(name), "{\"id\":\"cut off", StandardOpenOption.APPEND);

    assertThat(confirm(preview).removed()).hasValue(EVENTS - 1L);

    assertThat(storedSpam()).isZero();
    assertThat(undo(preview).restored()).hasValue((long) EVENTS);
    assertThat(storedSpam()).isEqualTo(EVENTS);
  }

  @Test
  void confirm_twice_isRefused() {
    Purges.Preview preview = preview();
    confirm(preview);

    assertThat(tryConfirm(preview)).isEqualTo(new Conflict<>("this purge is confirmed"));
  }

  @Test
  void undo_bringsEventsBackAndLiftsTheBansOfThisPurgeOnly() {
    moderation.edit(draft -> draft.bannedPubkeys.put(key(BYSTANDER), "rude"));
    Purges.Preview preview =
        done(purges.preview("alice", "spam", List.of(key(SPAMMER), key(BYSTANDER))));
    confirm(preview);
    assertThat(store.statistics().events()).isZero();

    Purge undone = undo(preview);

    assertThat(undone.state()).isEqualTo(State.UNDONE);
    assertThat(undone.restored())
        .as("what stays banned is there, but hidden")
        .hasValue(EVENTS + 1L);
    assertThat(storedSpam()).isEqualTo(EVENTS);
    assertThat(policy.isBanned(key(SPAMMER))).isFalse();
    assertThat(moderation.current().bannedPubkeys()).containsEntry(key(BYSTANDER), "rude");
    assertThat(archive.purges()).isEmpty();
    assertThat(test.rows("SELECT actor, action FROM audit_log ORDER BY id DESC LIMIT 1"))
        .isEqualTo("bob|purge.undo");
    assertThat(tryUndo(preview))
        .isEqualTo(new Conflict<>("this purge cannot be undone: it is undone"));
  }

  @Test
  void undo_afterItsTime_isRefusedAndTheEventsAreLetGo() {
    Purges.Preview preview = preview();
    confirm(preview);
    purges.sweep();
    assertThat(archive.purges()).containsExactly(name(preview.purge()));
    undo = Duration.ZERO;

    assertThat(tryUndo(preview))
        .isEqualTo(new Conflict<>("this purge cannot be undone: it is confirmed"));
    test.execute("UPDATE purges SET confirmed_at = now() - interval '1 second'");
    purges.sweep();

    assertThat(archive.purges()).isEmpty();
    assertThat(done(purges.find(preview.purge().id())).purge().state()).isEqualTo(State.DROPPED);
    assertThat(policy.isBanned(key(SPAMMER))).as("the ban stays").isTrue();
  }

  @Test
  void confirm_ofAKeyThatBecameProtected_isRefused() {
    Purges.Preview preview = preview();
    moderation.edit(draft -> draft.allowedPubkeys.put(key(SPAMMER), "a friend"));

    assertThat(tryConfirm(preview))
        .isEqualTo(new Conflict<>("this key has become protected: " + key(SPAMMER).hex()));

    assertThat(storedSpam()).isEqualTo(EVENTS);
  }

  @Test
  void preview_ofOurOwn_isRefused() {
    assertThat(purges.preview("alice", "spam", List.of(key(SPAMMER), key(SEED))))
        .isEqualTo(
            new Refused<>(
                "the relay's own key, administrators, members and seeds are not purged: "
                    + key(SEED).hex()));
    assertThat(purges.preview("alice", " ", List.of(key(SPAMMER))))
        .isEqualTo(new Refused<>("a purge needs a reason"));
    assertThat(purges.preview("alice", "spam", List.of()))
        .isEqualTo(new Refused<>("a purge is of 1 to 1000 accounts, not 0"));
  }

  @Test
  void preview_ofCandidates_takesThoseThatTheGraphJobsFound() {
    test.execute(
        "INSERT INTO graph_generation (job) VALUES ('graph')",
        "INSERT INTO graph_current VALUES ('graph', 1)",
        "INSERT INTO account (pubkey) VALUES ('\\x%s'), ('\\x%s'), ('\\x%s')"
            .formatted(key(SPAMMER).hex(), key(BYSTANDER).hex(), key(SEED).hex()),
        "INSERT INTO spam_candidates VALUES (1, 1, 0.9), (1, 2, 0.6), (1, 3, 1)");

    assertThat(done(purges.preview("alice", "bots", 0.7, 100)).targets())
        .as("the seed is ours")
        .containsExactly(new Target(key(SPAMMER), EVENTS));
  }
}
