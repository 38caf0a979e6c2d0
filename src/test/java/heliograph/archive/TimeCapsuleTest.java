package heliograph.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.archive.TimeCapsule.Change;
import heliograph.archive.TimeCapsule.Page;
import heliograph.config.ArchiveConfig;
import heliograph.config.ArchiveConfig.Keep;
import heliograph.config.RelayConfig;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.event.Sha256;
import heliograph.filter.Visibility;
import heliograph.metrics.InMemoryMeters;
import heliograph.store.KeptAddress;
import heliograph.store.StoreResult;
import heliograph.store.VersionPlace;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeCapsuleTest {
  private static final Key ALICE = Key.of(1);
  private static final PublicKey ALICE_KEY = PublicKey.parse(ALICE.pubkey());

  @TempDir private Path folder;
  private LmdbEventStore store;
  private TimeCapsule capsule;

  @BeforeEach
  void open() {
    Map<String, String> values = Map.of("heliograph.data", folder.toString());
    RelayConfig config = RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
    store =
        new LmdbEventStore(
            config.fixed().store(),
            KeptAuthors.keeping(new ArchiveConfig(Keep.ALL, 50, Duration.ofDays(9)), key -> false),
            Clock.systemUTC(),
            new InMemoryMeters(),
            task -> Thread.ofPlatform().unstarted(task));
    capsule = new TimeCapsule(store.history());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<NostrEvent> versions(Visibility visibility) {
    return capsule
        .versions(ALICE_KEY, 3, "", VersionPlace.START, visibility, Integer.MAX_VALUE)
        .events();
  }

  /** Returns a public key that no other name has. */
  private static String key(String name) {
    return Sha256.hex(name.getBytes(UTF_8));
  }

  private NostrEvent follows(long at, String... keys) {
    List<List<String>> tags = new ArrayList<>();
    for (String key : keys) {
      tags.add(List.of("p", key(key)));
    }
    return write(TestEvents.signed(ALICE, 3, at, tags, ""));
  }

  private NostrEvent write(NostrEvent event) {
    CompletableFuture<StoreResult> done = new CompletableFuture<>();
    store.write(event, done::complete);
    assertThat(done.orTimeout(3, TimeUnit.MINUTES).join()).isInstanceOf(StoreResult.Stored.class);
    return event;
  }

  @Test
  void changes_tellWhatEachVersionChangedOfTheOneBefore() {
    NostrEvent first = follows(100, "aa");
    NostrEvent second = follows(200, "aa", "bb");
    NostrEvent third = follows(300, "bb");

    Page page = capsule.changes(ALICE_KEY, 3, "", VersionPlace.START, Visibility.EVERYTHING, 10);

    assertThat(page.changes()).extracting(Change::version).containsExactly(third, second, first);
    assertThat(page.older()).isEmpty();
    assertThat(page.changes().get(0).replacedAt()).isEmpty();
    assertThat(page.changes().get(0).difference().orElseThrow().unfollowed())
        .containsExactly(key("aa"));
    assertThat(page.changes().get(1).replacedAt()).isPresent();
    assertThat(page.changes().get(1).difference().orElseThrow().followed())
        .containsExactly(key("bb"));
    assertThat(page.changes().get(2).difference()).isEmpty();
    assertThat(versions(Visibility.EVERYTHING)).containsExactly(third, second, first);
    assertThat(capsule.addresses(ALICE_KEY, Visibility.EVERYTHING)).hasSize(1);
  }

  @Test
  void changes_pageByPage_haveEveryDifference() {
    for (int i = 1; i <= 7; i++) {
      follows(100L * i, "key" + i);
    }

    List<Change> all = new ArrayList<>();
    Optional<VersionPlace> after = Optional.of(VersionPlace.START);
    while (after.isPresent()) {
      Page page = capsule.changes(ALICE_KEY, 3, "", after.get(), Visibility.EVERYTHING, 3);
      all.addAll(page.changes());
      after = page.older();
    }

    assertThat(all)
        .extracting(change -> change.version().createdAt())
        .containsExactly(700L, 600L, 500L, 400L, 300L, 200L, 100L);
    assertThat(all.subList(0, 6)).allSatisfy(change -> assertThat(change.difference()).isPresent());
    assertThat(all.getLast().difference()).isEmpty();
  }

  @Test
  void changes_ofOneSecond_areOnAllPages() {
    follows(100, "aa");
    List<NostrEvent> signed = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      signed.add(TestEvents.signed(ALICE, 3, 200, List.of(), "version " + i));
    }
    // Of two of one second the lower id is kept, so that each of these replaces the one before.
    signed.sort(Comparator.comparing(NostrEvent::id).reversed());
    signed.forEach(this::write);
    follows(300, "bb");

    for (int size = 1; size <= 4; size++) {
      List<NostrEvent> changes = new ArrayList<>();
      List<NostrEvent> versions = new ArrayList<>();
      Optional<VersionPlace> after = Optional.of(VersionPlace.START);
      while (after.isPresent()) {
        Page page = capsule.changes(ALICE_KEY, 3, "", after.get(), Visibility.EVERYTHING, size);
        page.changes().forEach(change -> changes.add(change.version()));
        after = page.older();
      }
      after = Optional.of(VersionPlace.START);
      while (after.isPresent()) {
        TimeCapsule.Versions page =
            capsule.versions(ALICE_KEY, 3, "", after.get(), Visibility.EVERYTHING, size);
        versions.addAll(page.events());
        after = page.older();
      }
      assertThat(changes).as("pages of %d", size).hasSize(9).isEqualTo(versions);
      assertThat(changes.subList(1, 8)).containsExactlyElementsOf(signed.reversed());
    }
  }

  @Test
  void changes_olderThanATime_haveNoneOfThatSecond() {
    NostrEvent first = follows(100, "aa");
    follows(200, "bb");

    assertThat(
            capsule
                .changes(ALICE_KEY, 3, "", VersionPlace.olderThan(200), Visibility.EVERYTHING, 9)
                .changes())
        .extracting(Change::version)
        .containsExactly(first);
  }

  /** Writes a version of 3 MB. */
  private NostrEvent large(long at) {
    return write(TestEvents.signed(ALICE, 3, at, List.of(), at + "x".repeat(3_000_000)));
  }

  @Test
  void answers_overTheirBytes_endEarlyAndSayWhereTheRestIs() {
    for (int i = 1; i <= 8; i++) {
      large(100L * i);
    }

    List<Long> changes = new ArrayList<>();
    List<Integer> pages = new ArrayList<>();
    Optional<VersionPlace> after = Optional.of(VersionPlace.START);
    while (after.isPresent()) {
      Page page = capsule.changes(ALICE_KEY, 3, "", after.get(), Visibility.EVERYTHING, 100);
      for (Change change : page.changes()) {
        changes.add(change.version().createdAt());
        assertThat(change.difference().isPresent()).isEqualTo(change.version().createdAt() > 100);
      }
      pages.add(page.changes().size());
      after = page.older();
    }
    assertThat(changes).containsExactly(800L, 700L, 600L, 500L, 400L, 300L, 200L, 100L);
    assertThat(pages).allMatch(size -> size <= 3).hasSizeGreaterThan(2);

    List<Long> versions = new ArrayList<>();
    after = Optional.of(VersionPlace.START);
    while (after.isPresent()) {
      TimeCapsule.Versions page =
          capsule.versions(ALICE_KEY, 3, "", after.get(), Visibility.EVERYTHING, Integer.MAX_VALUE);
      assertThat(page.events()).hasSizeLessThanOrEqualTo(4);
      page.events().forEach(event -> versions.add(event.createdAt()));
      after = page.older();
    }
    assertThat(versions).isEqualTo(changes);
  }

  @Test
  void addresses_withLongNames_endEarly() {
    for (int i = 0; i < 4; i++) {
      for (int at = 1; at <= 2; at++) {
        List<List<String>> tags = List.of(List.of("d", i + "d".repeat(400_000)));
        CompletableFuture<StoreResult> done = new CompletableFuture<>();
        store.write(TestEvents.signed(ALICE, 30_023, at, tags, ""), done::complete);
        done.orTimeout(3, TimeUnit.MINUTES).join();
      }
    }

    assertThat(capsule.addresses(ALICE_KEY, Visibility.EVERYTHING)).hasSize(3);
  }

  @Test
  void history_forSomebodyWhoMayNotSeeAVersion_isAsIfThereWereNone() {
    follows(100, "aa");
    NostrEvent hidden = follows(200, "aa", "bb");
    follows(300, "aa", "bb", "cc");
    Visibility others = event -> !event.id().equals(hidden.id());

    Page page = capsule.changes(ALICE_KEY, 3, "", VersionPlace.START, others, 10);
    assertThat(page.changes())
        .extracting(change -> change.version().createdAt())
        .containsExactly(300L, 100L);
    assertThat(page.changes().get(0).difference().orElseThrow().followed())
        .containsExactly(key("bb"), key("cc"));
    assertThat(versions(others)).doesNotContain(hidden).hasSize(2);
    KeptAddress address = capsule.addresses(ALICE_KEY, others).getFirst();
    assertThat(address.versions()).isEqualTo(1);
    assertThat(address.newest()).isEqualTo(100);

    Visibility nothing = event -> false;
    assertThat(capsule.addresses(ALICE_KEY, nothing)).isEmpty();
    assertThat(versions(nothing)).isEmpty();
    assertThat(capsule.changes(ALICE_KEY, 3, "", VersionPlace.START, nothing, 1).changes())
        .isEmpty();
  }

  @Test
  void keeping_followsTheSwitch() {
    assertThat(keeps(Keep.OFF)).isFalse();
    assertThat(keeps(Keep.TRUSTED)).isTrue();
    assertThat(keeps(Keep.ALL)).isTrue();
    assertThat(
            KeptAuthors.keeping(new ArchiveConfig(Keep.TRUSTED, 1, Duration.ZERO), key -> false)
                .author()
                .test(ALICE_KEY))
        .isFalse();
  }

  private static boolean keeps(Keep keep) {
    return KeptAuthors.keeping(new ArchiveConfig(keep, 1, Duration.ZERO), ALICE_KEY::equals)
        .author()
        .test(ALICE_KEY);
  }
}
