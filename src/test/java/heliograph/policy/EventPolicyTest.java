package heliograph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import heliograph.protocol.MessagePrefix;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule at its bound. */
class EventPolicyTest {
  private static final long NOW = 1_800_000_000;

  private static NostrEvent at(long createdAt) {
    return TestEvents.note(Key.of(1), createdAt, "x");
  }

  private static NostrEvent tagged(List<List<String>> tags) {
    return TestEvents.signed(Key.of(1), 1, NOW, tags, "");
  }

  private static MessagePrefix prefix(Verdict verdict) {
    return ((Verdict.Rejected) verdict).prefix();
  }

  @Test
  void oldAndFutureEvents_areRefusedBeyondTheBound() {
    RejectOldEvents old = new RejectOldEvents(Duration.ofSeconds(10));
    assertThat(old.check(at(NOW - 10), Requester.OPERATOR, NOW)).isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(old.check(at(NOW - 11), Requester.OPERATOR, NOW)))
        .isEqualTo(MessagePrefix.INVALID);
    RejectFutureEvents future = new RejectFutureEvents(Duration.ofMinutes(15));
    assertThat(future.check(at(NOW + 900), Requester.OPERATOR, NOW)).isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(future.check(at(NOW + 901), Requester.OPERATOR, NOW)))
        .isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void nip40_expiredEvents_areRefused() {
    RejectExpiredEvents rule = new RejectExpiredEvents();
    NostrEvent event = tagged(List.of(List.of("expiration", Long.toString(NOW))));
    assertThat(rule.check(event, Requester.OPERATOR, NOW - 1)).isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(rule.check(event, Requester.OPERATOR, NOW))).isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void nip42_authEvents_areRefusedAsEvents() {
    NostrEvent auth = TestEvents.signed(Key.of(1), 22_242, NOW, List.of(), "");
    assertThat(prefix(new RejectAuthEvents().check(auth, Requester.OPERATOR, NOW)))
        .isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void tags_areRefusedOverTheBound() {
    RejectTooManyTags rule = new RejectTooManyTags(2);
    assertThat(rule.check(tagged(Collections.nCopies(2, List.of("x"))), Requester.OPERATOR, NOW))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(
            prefix(rule.check(tagged(Collections.nCopies(3, List.of())), Requester.OPERATOR, NOW)))
        .isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void tags_thatTakeFarMoreOfTheStoreThanOfTheWire_areRefused() {
    RejectTooManyTags rule = new RejectTooManyTags(20_000);
    List<String> follow = List.of("p", "ab".repeat(32));
    List<String> topic = List.of("t", "x1");
    assertThat(rule.check(tagged(Collections.nCopies(12_000, follow)), Requester.OPERATOR, NOW))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(rule.check(tagged(Collections.nCopies(2_000, topic)), Requester.OPERATOR, NOW))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(
            prefix(rule.check(tagged(Collections.nCopies(3_000, topic)), Requester.OPERATOR, NOW)))
        .isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void content_isMeasuredInCharacters() {
    RejectLongContent rule = new RejectLongContent(3);
    assertThat(rule.check(TestEvents.note(Key.of(1), 1, "😀😀😀"), Requester.OPERATOR, NOW))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(rule.check(TestEvents.note(Key.of(1), 1, "\n\n\n"), Requester.OPERATOR, NOW))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(rule.check(TestEvents.note(Key.of(1), 1, "abcd"), Requester.OPERATOR, NOW)))
        .isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void nip13_difficulty_isOfTheIdAndOfWhatTheAuthorCommittedTo() {
    // the NIP's example: 21 leading zero bits, committed to 20
    NostrEvent mined =
        TestEvents.parsed(
            """
            {"id":"000006d8c378af1779d2feebc7603a125d99eca0ccf1085959b307f64e5dd358",
            "pubkey":"a48380f4cfcc1ad5378294fcac36439770f9c878dd880ffa94bb74ea54a6f243",
            "created_at":1651794653,"kind":1,"tags":[["nonce","776797","20"]],
            "content":"It's just me mining my own business",
            "sig":"284622fc0a3f4f1303455d5175f7ba962a3300d136085b9566801bc2e0699de0c7e31e44c81fb40ad9049173742e904713c3594a1da0fc5d2382a25c11aba977"}
            """
                .strip());
    assertThat(RejectLowDifficulty.difficulty(mined)).isEqualTo(21);
    assertThat(check(new RejectLowDifficulty(20), mined)).isEqualTo(Verdict.ACCEPTED);
    assertThat(check(new RejectLowDifficulty(21), mined))
        .isEqualTo(new Verdict.Rejected(MessagePrefix.POW, "committed target 20 is less than 21"));
    assertThat(check(new RejectLowDifficulty(22), mined))
        .isEqualTo(new Verdict.Rejected(MessagePrefix.POW, "difficulty 21 is less than 22"));
  }

  private static Verdict check(EventRule rule, NostrEvent event) {
    return rule.check(event, Requester.OPERATOR, NOW);
  }
}
