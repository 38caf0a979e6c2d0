package heliograph.policy;

import static heliograph.policy.PolicyFixture.client;
import static heliograph.policy.PolicyFixture.config;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.filter.KeySet;
import heliograph.filter.KindSet;
import heliograph.filter.NostrFilter;
import heliograph.filter.TagCondition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The rules as the configuration and the administrators put them together. */
class CurrentPolicyTest {
  private static final long NOW = 1_800_000_000;
  private static final Key ALICE = Key.of(1);
  private static final Key BOB = Key.of(2);
  private static final PublicKey ALICE_KEY = PublicKey.parse(ALICE.pubkey());
  private static final PublicKey BOB_KEY = PublicKey.parse(BOB.pubkey());
  private static final Requester STRANGER = client("192.0.2.1");
  private static final Requester AS_ALICE = client("192.0.2.1", ALICE_KEY);
  private static final NostrFilter ALL = NostrFilter.EVERYTHING;

  private static NostrEvent event(Key key, int kind, List<List<String>> tags, String content) {
    return TestEvents.signed(key, kind, NOW, tags, content);
  }

  private static String verdict(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted accepted -> "accepted";
      case Verdict.Swallowed swallowed -> "swallowed";
      case Verdict.Rejected(var prefix, var sentence) -> prefix.text(sentence);
    };
  }

  private static String write(PolicyFixture fixture, NostrEvent event, Requester requester) {
    return verdict(fixture.policy.events().check(event, requester, NOW));
  }

  private static String admit(PolicyFixture fixture, NostrEvent event, Requester requester) {
    return verdict(fixture.policy.events().admit(event, requester));
  }

  private static String read(PolicyFixture fixture, NostrFilter filter, Requester requester) {
    return verdict(fixture.policy.requests().check(List.of(filter), requester));
  }

  private static NostrFilter kinds(int... kinds) {
    return NostrFilter.EVERYTHING.ofKinds(kinds).between(0, NOW);
  }

  private static NostrFilter to(NostrFilter filter, PublicKey key) {
    TagCondition p = new TagCondition('p', List.of(key.hex().getBytes(StandardCharsets.US_ASCII)));
    return filter.withTags(List.of(p));
  }

  @Test
  void limits_areNamedClampedOrTheRelaysOwn() {
    RequestPolicy requests = new PolicyFixture().policy.requests();
    List<NostrFilter> limited =
        requests.limited(
            List.of(
                ALL,
                ALL.withLimit(9_999_999),
                ALL.withLimit(0),
                ALL.withLimit(9),
                ALL.withLimit(10)));
    assertThat(limited).extracting(NostrFilter::limit).containsExactly(500, 5_000, 0, 9, 10);
    assertThat(limited)
        .extracting(NostrFilter::wholeSeconds)
        .containsExactly(true, true, false, false, true);
    assertThat(verdict(requests.check(Collections.nCopies(20, ALL), STRANGER)))
        .isEqualTo("accepted");
    assertThat(verdict(requests.check(Collections.nCopies(21, ALL), STRANGER)))
        .startsWith("invalid: ");
    assertThat(verdict(requests.checkSubscriptions(49))).isEqualTo("accepted");
    assertThat(verdict(requests.checkSubscriptions(50))).startsWith("rate-limited: ");
  }

  @Test
  void limits_neverCutAListOfIds() {
    RequestPolicy requests = new PolicyFixture().policy.requests();
    NostrFilter many = ALL.withIds(KeySet.of(LongStream.range(0, 4 * 1_200).toArray()));
    NostrFilter most = ALL.withIds(KeySet.of(LongStream.range(0, 4 * 7_000).toArray()));
    assertThat(requests.limited(List.of(many, most, many.withLimit(7), many.withLimit(1_000))))
        .extracting(NostrFilter::limit)
        .containsExactly(1_200, 7_000, 7, 1_000);
    assertThat(requests.limited(List.of(most.withLimit(100_000))))
        .extracting(NostrFilter::limit)
        .containsExactly(7_000);
  }

  @Test
  void nip42_modes_demandAuthentication() {
    NostrEvent note = TestEvents.note(ALICE, NOW, "x");
    for (String mode : List.of("open", "write", "read", "both")) {
      PolicyFixture fixture = new PolicyFixture("heliograph.auth.mode=" + mode);
      boolean writes = mode.equals("write") || mode.equals("both");
      boolean reads = mode.equals("read") || mode.equals("both");
      assertThat(write(fixture, note, STRANGER))
          .startsWith(writes ? "auth-required: " : "accepted");
      assertThat(read(fixture, ALL, STRANGER)).startsWith(reads ? "auth-required: " : "accepted");
      assertThat(write(fixture, note, AS_ALICE)).isEqualTo("accepted");
      assertThat(read(fixture, ALL, AS_ALICE)).isEqualTo("accepted");
    }
  }

  @Test
  void nip70_protectedEvents_areTakenFromTheirAuthorOnly() {
    PolicyFixture fixture = new PolicyFixture();
    NostrEvent event = event(ALICE, 1, List.of(List.of("t", "x"), List.of("-")), "");
    assertThat(write(fixture, event, STRANGER)).startsWith("auth-required: ");
    assertThat(write(fixture, event, client("192.0.2.1", BOB_KEY))).startsWith("auth-required: ");
    assertThat(write(fixture, event, client("192.0.2.1", BOB_KEY, ALICE_KEY)))
        .isEqualTo("accepted");
    assertThat(write(fixture, event(ALICE, 1, List.of(List.of("t", "-")), ""), STRANGER))
        .isEqualTo("accepted");
    fixture.policy.apply(config("heliograph.policy.protected-events=false"));
    assertThat(write(fixture, event, AS_ALICE)).startsWith("blocked: ");
  }

  @Test
  void nip70_repostsOfProtectedEvents_areRefused() {
    PolicyFixture fixture = new PolicyFixture();
    String hidden = TestEvents.text(event(ALICE, 1, List.of(List.of("-")), "secret"));
    String open = TestEvents.text(event(ALICE, 1, List.of(), "[\"-\"]"));
    for (int kind : new int[] {6, 16}) {
      assertThat(write(fixture, event(BOB, kind, List.of(), hidden), STRANGER))
          .startsWith("blocked: ");
      assertThat(write(fixture, event(BOB, kind, List.of(), open), STRANGER)).isEqualTo("accepted");
    }
    assertThat(write(fixture, event(BOB, 1, List.of(), hidden), STRANGER)).isEqualTo("accepted");
  }

  @Test
  void nip17_privateKindsAlone_takeAuthenticationAsAParty() {
    PolicyFixture fixture = new PolicyFixture();
    assertThat(read(fixture, kinds(1059), STRANGER)).startsWith("auth-required: ");
    assertThat(read(fixture, kinds(4, 1059), STRANGER)).startsWith("auth-required: ");
    assertThat(read(fixture, kinds(1, 1059), STRANGER)).isEqualTo("accepted");
    assertThat(read(fixture, ALL, STRANGER)).isEqualTo("accepted");
    assertThat(read(fixture, kinds(1059), AS_ALICE)).isEqualTo("accepted");
    assertThat(read(fixture, to(kinds(1059), ALICE_KEY), AS_ALICE)).isEqualTo("accepted");
    assertThat(read(fixture, to(kinds(1059), BOB_KEY), AS_ALICE)).startsWith("auth-required: ");
    assertThat(verdict(fixture.policy.counts().check(List.of(kinds(4)), STRANGER)))
        .startsWith("auth-required: ");
    assertThat(verdict(fixture.policy.reconciliations().check(List.of(kinds(4)), STRANGER)))
        .startsWith("auth-required: ");
  }

  private static NostrFilter by(NostrFilter filter, PublicKey key) {
    return filter.ofAuthors(key);
  }

  @Test
  void nip17_messagesOfAnother_mayBeToOrFromTheRequester() {
    PolicyFixture fixture = new PolicyFixture();
    PublicKey carol = PublicKey.parse(Key.of(3).pubkey());
    assertThat(read(fixture, by(kinds(4), BOB_KEY), AS_ALICE)).isEqualTo("accepted");
    assertThat(read(fixture, to(kinds(4), BOB_KEY), AS_ALICE)).isEqualTo("accepted");
    assertThat(read(fixture, by(to(kinds(4), ALICE_KEY), BOB_KEY), AS_ALICE)).isEqualTo("accepted");
    assertThat(read(fixture, by(to(kinds(4), BOB_KEY), ALICE_KEY), AS_ALICE)).isEqualTo("accepted");
    assertThat(read(fixture, by(to(kinds(4), carol), BOB_KEY), AS_ALICE))
        .startsWith("auth-required: ");
  }

  @Test
  void rates_byKey_countEveryKeyOfAConnection() {
    PolicyFixture fixture = new PolicyFixture("heliograph.rates.requests-per-pubkey=2/m");
    for (int i = 0; i < 3; i++) {
      PublicKey fresh = PublicKey.parse(Key.of(100 + i).pubkey());
      assertThat(read(fixture, kinds(1), client("192.0.2.1", fresh, ALICE_KEY)))
          .startsWith(i < 2 ? "accepted" : "rate-limited: ");
    }
  }

  @Test
  void nip59_passingWraps_areShownToTheirPartiesOnly() {
    PolicyFixture fixture = new PolicyFixture();
    var wrap = event(Key.of(9), 21_059, List.of(List.of("p", ALICE.pubkey())), "").packed();
    assertThat(fixture.policy.visibilityFor(STRANGER).shows(wrap)).isFalse();
    assertThat(fixture.policy.visibilityFor(AS_ALICE).shows(wrap)).isTrue();
    assertThat(read(fixture, kinds(1059, 21_059), STRANGER)).startsWith("auth-required: ");
  }

  @Test
  void nip17_privateEvents_areShownToTheirPartiesOnly() {
    PolicyFixture fixture = new PolicyFixture();
    var wrap = event(Key.of(9), 1059, List.of(List.of("p", ALICE.pubkey())), "").packed();
    var message = event(ALICE, 4, List.of(List.of("p", BOB.pubkey())), "").packed();
    var note = TestEvents.note(BOB, NOW, "x").packed();
    var stranger = fixture.policy.visibilityFor(STRANGER);
    assertThat(stranger.shows(wrap)).isFalse();
    assertThat(stranger.shows(message)).isFalse();
    assertThat(stranger.shows(note)).isTrue();
    var alice = fixture.policy.visibilityFor(AS_ALICE);
    assertThat(alice.shows(wrap)).isTrue();
    assertThat(alice.shows(message)).isTrue();
    var bob = fixture.policy.visibilityFor(client("192.0.2.1", PolicyFixture.SELF, BOB_KEY));
    assertThat(bob.shows(wrap)).isFalse();
    assertThat(bob.shows(message)).isTrue();
    fixture.policy.apply(config("heliograph.auth.private-kinds=30078"));
    assertThat(stranger.shows(wrap)).as("the same view, under new settings").isTrue();
  }

  @Test
  void nip78_appData_isItsAuthorsAlone() {
    PolicyFixture fixture = new PolicyFixture();
    for (int kind : new int[] {78, 30_078}) {
      NostrEvent data =
          event(ALICE, kind, List.of(List.of("d", "x"), List.of("p", BOB.pubkey())), "");
      Requester bob = client("192.0.2.1", BOB_KEY);
      assertThat(write(fixture, data, STRANGER)).startsWith("auth-required: ");
      assertThat(write(fixture, data, AS_ALICE)).isEqualTo("accepted");
      assertThat(fixture.policy.visibilityFor(STRANGER).shows(data.packed())).isFalse();
      assertThat(fixture.policy.visibilityFor(bob).shows(data.packed())).as("only named").isFalse();
      assertThat(fixture.policy.visibilityFor(AS_ALICE).shows(data.packed())).isTrue();
      assertThat(read(fixture, kinds(kind), STRANGER)).startsWith("auth-required: ");
      assertThat(read(fixture, by(kinds(kind), BOB_KEY), AS_ALICE)).startsWith("auth-required: ");
      assertThat(read(fixture, by(kinds(kind), ALICE_KEY), AS_ALICE)).isEqualTo("accepted");
      assertThat(read(fixture, kinds(kind), AS_ALICE)).isEqualTo("accepted");
      assertThat(fixture.policy.coverPrivateKinds(List.of(kinds(1, kind)))).isTrue();
      assertThat(fixture.policy.hidesNone(kinds(kind).kinds())).isFalse();
    }
    fixture.policy.apply(config("heliograph.auth.private-app-data=false"));
    NostrEvent data = event(ALICE, 30_078, List.of(List.of("d", "x")), "");
    assertThat(write(fixture, data, STRANGER)).isEqualTo("accepted");
    assertThat(read(fixture, kinds(78, 30_078), STRANGER)).isEqualTo("accepted");
    assertThat(fixture.policy.visibilityFor(STRANGER).shows(data.packed())).isTrue();
  }

  @Test
  void kindsElsewhere_areRefused_asTheOperatorSays() {
    PolicyFixture fixture = new PolicyFixture();
    for (int kind : new int[] {13, 14, 15, 9734, 22_242, 24_242, 27_235}) {
      assertThat(write(fixture, event(ALICE, kind, List.of(), ""), AS_ALICE))
          .startsWith("invalid: kind " + kind);
    }
    assertThat(write(fixture, event(ALICE, 16, List.of(), ""), AS_ALICE)).isEqualTo("accepted");
    fixture.policy.apply(config("heliograph.policy.kinds-elsewhere="));
    assertThat(write(fixture, event(ALICE, 13, List.of(), ""), AS_ALICE)).isEqualTo("accepted");
    assertThat(write(fixture, event(ALICE, 22_242, List.of(), ""), AS_ALICE))
        .as("whatever the operator says")
        .startsWith("invalid: ");
  }

  @Test
  void nip62_vanishRequests_mustNameThisRelayAndAreNeverRestricted() {
    PolicyFixture fixture = new PolicyFixture("heliograph.membership.mode=write");
    for (String url : List.of("ALL_RELAYS", "ws://127.0.0.1:7447", "wss://127.0.0.1:7447/")) {
      NostrEvent request = event(BOB, 62, List.of(List.of("relay", url)), "");
      assertThat(write(fixture, request, STRANGER)).as(url).isEqualTo("accepted");
    }
    for (String url : List.of("all_relays", "wss://other.test", "wss://127.0.0.1:7447/path", "")) {
      NostrEvent request = event(BOB, 62, List.of(List.of("relay", url)), "");
      assertThat(write(fixture, request, STRANGER)).as(url).startsWith("invalid: ");
    }
    NostrEvent both =
        event(BOB, 62, List.of(List.of("relay", "wss://a.b"), List.of("relay", "ALL_RELAYS")), "");
    assertThat(write(fixture, both, STRANGER)).isEqualTo("accepted");
    assertThat(write(fixture, event(BOB, 62, List.of(List.of("r", "ALL_RELAYS")), ""), STRANGER))
        .startsWith("invalid: ");
    fixture.policy.apply(config("heliograph.relay.url=wss://nostr.example/"));
    NostrEvent own = event(BOB, 62, List.of(List.of("relay", "wss://nostr.example:443")), "");
    assertThat(write(fixture, own, STRANGER)).isEqualTo("accepted");
    NostrEvent called = event(BOB, 62, List.of(List.of("relay", "ws://127.0.0.1:7447")), "");
    assertThat(write(fixture, called, STRANGER)).startsWith("invalid: ");
  }

  @Test
  void lists_refuseByKindAuthorAndWord() {
    PolicyFixture fixture =
        new PolicyFixture(
            "heliograph.policy.kinds-allowed=0,1,30000-39999",
            "heliograph.policy.kinds-denied=30023",
            "heliograph.policy.pubkeys-denied=" + BOB.pubkey(),
            "heliograph.policy.words-denied=Viagra, casino bonus");
    assertThat(write(fixture, TestEvents.note(ALICE, NOW, "hello"), STRANGER))
        .isEqualTo("accepted");
    assertThat(write(fixture, event(ALICE, 7, List.of(), "+"), STRANGER)).startsWith("blocked: ");
    assertThat(write(fixture, event(ALICE, 30_023, List.of(), ""), STRANGER))
        .startsWith("blocked: ");
    assertThat(write(fixture, event(ALICE, 30_024, List.of(), ""), STRANGER)).isEqualTo("accepted");
    assertThat(write(fixture, TestEvents.note(BOB, NOW, "hello"), STRANGER))
        .startsWith("blocked: ");
    assertThat(write(fixture, TestEvents.note(ALICE, NOW, "CASINO Bonus!"), STRANGER))
        .startsWith("blocked: ");
    assertThat(fixture.meters.counters())
        .containsEntry("heliograph_refusals_totalverb,EVENT,rule,RejectKinds,kind,7", 1L)
        .containsEntry("heliograph_refusals_totalverb,EVENT,rule,RejectWords,kind,1", 1L)
        .containsEntry("heliograph_refusals_totalverb,EVENT,rule,RejectBannedAuthors,kind,1", 1L);
  }

  @Test
  void nip86_decisions_holdAtOnceAndCanBeUndone() {
    PolicyFixture fixture = new PolicyFixture();
    NostrEvent note = TestEvents.note(BOB, NOW, "x");
    var view = fixture.policy.visibilityFor(STRANGER);
    fixture.policy.apply(Moderation.NONE.edited(draft -> draft.bannedPubkeys.put(BOB_KEY, "spam")));
    assertThat(write(fixture, note, STRANGER)).startsWith("blocked: ");
    assertThat(view.shows(note.packed())).isFalse();
    fixture.policy.apply(
        Moderation.NONE.edited(draft -> {
          draft.bannedEvents.put(note.id(), "");
          draft.disallowedKinds.add(7);
          draft.blockedAddresses.put("2001:db8::7", "");
        }));
    assertThat(view.shows(note.packed())).isFalse();
    assertThat(write(fixture, event(ALICE, 7, List.of(), "+"), STRANGER)).startsWith("blocked: ");
    assertThat(fixture.policy.isBlocked(client("2001:db8::7").address())).isTrue();
    assertThat(verdict(fixture.policy.checkConnection(client("2001:db8::7").address())))
        .startsWith("blocked: ");
    fixture.policy.apply(Moderation.NONE);
    assertThat(write(fixture, note, STRANGER)).isEqualTo("accepted");
    assertThat(view.shows(note.packed())).isTrue();
  }

  @Test
  void addresses_areAllowedAndDeniedByRange() {
    PolicyFixture fixture =
        new PolicyFixture(
            "heliograph.policy.addresses-allowed=192.0.2.0/24",
            "heliograph.policy.addresses-denied=192.0.2.66",
            "heliograph.rates.connections-per-address=1/m");
    for (String refused : List.of("198.51.100.1", "192.0.2.66")) {
      assertThat(verdict(fixture.policy.checkConnection(client(refused).address())))
          .startsWith("blocked: ");
    }
    assertThat(verdict(fixture.policy.checkConnection(STRANGER.address()))).isEqualTo("accepted");
    assertThat(verdict(fixture.policy.checkConnection(STRANGER.address())))
        .startsWith("rate-limited: ");
  }

  @Test
  void nip43_membersOnly_areJudgedByAuthorOrByKey() {
    PolicyFixture fixture = new PolicyFixture("heliograph.membership.mode=both");
    fixture.policy.apply(Moderation.NONE.edited(draft -> draft.allowedPubkeys.put(ALICE_KEY, "")));
    assertThat(write(fixture, TestEvents.note(ALICE, NOW, "x"), STRANGER)).isEqualTo("accepted");
    NostrEvent wrap = event(Key.of(9), 1059, List.of(List.of("p", BOB.pubkey())), "");
    assertThat(write(fixture, wrap, STRANGER)).startsWith("auth-required: ");
    assertThat(write(fixture, wrap, AS_ALICE)).isEqualTo("accepted");
    assertThat(write(fixture, wrap, client("192.0.2.1", BOB_KEY))).startsWith("restricted: ");
    assertThat(read(fixture, ALL, STRANGER)).startsWith("auth-required: ");
    assertThat(read(fixture, ALL, client("192.0.2.1", BOB_KEY))).startsWith("restricted: ");
    assertThat(read(fixture, ALL, AS_ALICE)).isEqualTo("accepted");
  }

  @Test
  void filters_mustNameKindsWhereTheOperatorWantsIt() {
    PolicyFixture fixture = new PolicyFixture("heliograph.policy.filters-need-kinds=true");
    assertThat(read(fixture, ALL, STRANGER)).startsWith("blocked: ");
    assertThat(read(fixture, kinds(1), STRANGER)).isEqualTo("accepted");
    assertThat(read(fixture, ALL.withIds(KeySet.of(new long[4])), STRANGER)).isEqualTo("accepted");
  }

  @Test
  void bytes_holdByAddressAndByAuthor() {
    PolicyFixture fixture =
        new PolicyFixture(
            "heliograph.rates.bytes-per-address=3KiB/d",
            "heliograph.rates.bytes-per-pubkey=2KiB/d",
            "heliograph.rates.exempt=198.51.100.0/24");
    NostrEvent note = event(ALICE, 1, List.of(List.of("t", "tag")), "x".repeat(400));
    long bytes = LimitBytes.bytesOf(note);
    assertThat(bytes).isBetween(600L, 1_300L);
    assertThat(proven(fixture, note, STRANGER)).isEqualTo("accepted");
    assertThat(proven(fixture, note, STRANGER))
        .isEqualTo(
            "rate-limited: too many bytes of events of this author have been stored, try again"
                + " later");
    assertThat(proven(fixture, event(BOB, 1, List.of(), "short"), STRANGER)).isEqualTo("accepted");
    assertThat(proven(fixture, event(BOB, 1, List.of(), "x".repeat(1_500)), STRANGER))
        .startsWith("rate-limited: too many bytes of events from your address");
    assertThat(proven(fixture, event(ALICE, 20_001, List.of(), "x".repeat(900)), STRANGER))
        .as("ephemeral")
        .isEqualTo("accepted");
    assertThat(proven(fixture, note, client("198.51.100.9"))).as("exempt").isEqualTo("accepted");
    fixture.nanos += Duration.ofDays(1).toNanos();
    assertThat(proven(fixture, note, STRANGER)).as("a day later").isEqualTo("accepted");
  }

  private static String proven(PolicyFixture fixture, NostrEvent event, Requester requester) {
    return verdict(fixture.policy.events().checkProven(event, requester, NOW));
  }

  @Test
  void rates_holdByAddressAndByKeyAndCanChange() {
    PolicyFixture fixture =
        new PolicyFixture(
            "heliograph.rates.events-per-address=2/10s",
            "heliograph.rates.events-per-pubkey=1/1m",
            "heliograph.rates.requests-per-address=1/s",
            "heliograph.rates.counts-per-pubkey=1/s",
            "heliograph.rates.exempt=198.51.100.0/24");
    NostrEvent note = TestEvents.note(ALICE, NOW, "x");
    assertThat(admit(fixture, note, STRANGER)).isEqualTo("accepted");
    assertThat(admit(fixture, note, STRANGER)).isEqualTo("accepted");
    assertThat(admit(fixture, note, STRANGER)).startsWith("rate-limited: ");
    assertThat(admit(fixture, note, client("192.0.2.2"))).isEqualTo("accepted");
    assertThat(admit(fixture, note, client("198.51.100.9"))).isEqualTo("accepted");
    fixture.nanos += Duration.ofSeconds(5).toNanos();
    assertThat(admit(fixture, note, STRANGER)).isEqualTo("accepted");
    assertThat(admit(fixture, note, STRANGER)).startsWith("rate-limited: ");
    EventPolicy events = fixture.policy.events();
    assertThat(verdict(events.checkProven(note, STRANGER, NOW))).isEqualTo("accepted");
    assertThat(verdict(events.checkProven(note, client("192.0.2.3"), NOW)))
        .startsWith("rate-limited: ");
    assertThat(read(fixture, ALL, STRANGER)).isEqualTo("accepted");
    assertThat(read(fixture, ALL, STRANGER)).startsWith("rate-limited: ");
    RequestPolicy counts = fixture.policy.counts();
    assertThat(verdict(counts.check(List.of(ALL), AS_ALICE))).isEqualTo("accepted");
    assertThat(verdict(counts.check(List.of(ALL), AS_ALICE))).startsWith("rate-limited: ");
    fixture.policy.apply(config());
    assertThat(admit(fixture, note, STRANGER)).as("no rates any more").isEqualTo("accepted");
    fixture.policy.apply(config("heliograph.rates.events-per-address=5/s"));
    assertThat(admit(fixture, note, STRANGER)).startsWith("rate-limited: ");
    fixture.nanos += Duration.ofMillis(200).toNanos();
    assertThat(admit(fixture, note, STRANGER)).isEqualTo("accepted");
  }

  @Test
  void servedEvents_areBudgetedByDayAndFreeForTheTrusted() {
    PolicyFixture fixture =
        new PolicyFixture(
            "heliograph.rates.served-per-day=100", "heliograph.rates.served-free-followers=3");
    fixture.policy.served(STRANGER, 99);
    assertThat(read(fixture, ALL, STRANGER)).isEqualTo("accepted");
    fixture.policy.served(STRANGER, 1);
    assertThat(read(fixture, ALL, STRANGER)).startsWith("rate-limited: ");
    assertThat(read(fixture, ALL, client("192.0.2.2"))).isEqualTo("accepted");
    assertThat(read(fixture, ALL, AS_ALICE)).startsWith("rate-limited: ");
    fixture.followers.put(ALICE_KEY, 3);
    assertThat(read(fixture, ALL, AS_ALICE)).isEqualTo("accepted");
    fixture.nanos += Duration.ofDays(1).toNanos();
    assertThat(read(fixture, ALL, STRANGER)).isEqualTo("accepted");
  }

  @Test
  void reader_isJudgedAsByARequest() {
    PublicKey member = PublicKey.parse(Key.of(71).pubkey());
    PublicKey other = PublicKey.parse(Key.of(72).pubkey());
    PolicyFixture open = new PolicyFixture();
    assertThat(open.policy.checkReader(client("203.0.113.1"))).isEqualTo(Verdict.ACCEPTED);
    assertThat(open.policy.isOpen()).isTrue();

    PolicyFixture members =
        new PolicyFixture(
            "heliograph.membership.mode=both", "heliograph.policy.pubkeys-allowed=" + member.hex());
    assertThat(members.policy.isOpen()).isFalse();
    assertThat(members.policy.checkReader(client("203.0.113.1")).toString())
        .contains("AUTH_REQUIRED");
    assertThat(members.policy.checkReader(client("203.0.113.1", other)).toString())
        .contains("RESTRICTED");
    assertThat(members.policy.checkReader(client("203.0.113.1", member)))
        .isEqualTo(Verdict.ACCEPTED);

    PolicyFixture authenticated = new PolicyFixture("heliograph.auth.mode=read");
    assertThat(authenticated.policy.checkReader(client("203.0.113.1")).toString())
        .contains("AUTH_REQUIRED");
    assertThat(authenticated.policy.checkReader(client("203.0.113.1", other)))
        .isEqualTo(Verdict.ACCEPTED);

    PolicyFixture blocked = new PolicyFixture("heliograph.policy.addresses-denied=203.0.113.0/24");
    assertThat(blocked.policy.checkReader(client("203.0.113.1"))).isNotEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void privateEvent_isSeenByItsPartiesAlone() {
    Key alice = Key.of(71);
    Key bob = Key.of(72);
    NostrEvent message =
        TestEvents.signed(alice, 4, 1_800_000_000, List.of(List.of("p", bob.pubkey())), "secret");
    CurrentPolicy policy = new PolicyFixture().policy;
    for (Key party : List.of(alice, bob)) {
      Requester who = client("203.0.113.1", PublicKey.parse(party.pubkey()));
      assertThat(policy.maySee(who, message.packed())).isTrue();
    }
    assertThat(policy.maySee(client("203.0.113.1"), message.packed())).isFalse();
    Requester stranger = client("203.0.113.1", PublicKey.parse(Key.of(73).pubkey()));
    assertThat(policy.maySee(stranger, message.packed())).isFalse();
    assertThat(policy.namesPrivateKindsOnly(KindSet.of(new int[] {4, 1059}))).isTrue();
    assertThat(policy.namesPrivateKindsOnly(KindSet.of(new int[] {4, 1}))).isFalse();
    assertThat(policy.namesPrivateKindsOnly(KindSet.ALL)).isFalse();
  }
}
