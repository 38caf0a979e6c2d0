package heliograph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.config.Limits;
import heliograph.config.RelayConfig;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.protocol.MessagePrefix;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each rule at its bound. */
class EventPolicyTest {
  private static final long NOW = 1_800_000_000;
  private static final Limits LIMITS = RelayConfig.read(key -> Optional.empty()).limits();

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
    assertThat(old.check(at(NOW - 10), NOW)).isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(old.check(at(NOW - 11), NOW))).isEqualTo(MessagePrefix.INVALID);
    RejectFutureEvents future = new RejectFutureEvents(Duration.ofMinutes(15));
    assertThat(future.check(at(NOW + 900), NOW)).isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(future.check(at(NOW + 901), NOW))).isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void nip40_expiredEvents_areRefused() {
    RejectExpiredEvents rule = new RejectExpiredEvents();
    NostrEvent event = tagged(List.of(List.of("expiration", Long.toString(NOW))));
    assertThat(rule.check(event, NOW - 1)).isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(rule.check(event, NOW))).isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void nip70_protectedEvents_areRefused() {
    RejectProtectedEvents rule = new RejectProtectedEvents();
    assertThat(prefix(rule.check(tagged(List.of(List.of("t", "x"), List.of("-"))), NOW)))
        .isEqualTo(MessagePrefix.BLOCKED);
    assertThat(rule.check(tagged(List.of(List.of("t", "-"))), NOW)).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void nip42_authEvents_areRefusedAsEvents() {
    NostrEvent auth = TestEvents.signed(Key.of(1), 22_242, NOW, List.of(), "");
    assertThat(prefix(new RejectAuthEvents().check(auth, NOW))).isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void tags_areRefusedOverTheBound() {
    RejectTooManyTags rule = new RejectTooManyTags(2);
    assertThat(rule.check(tagged(Collections.nCopies(2, List.of("x"))), NOW))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(rule.check(tagged(Collections.nCopies(3, List.of())), NOW)))
        .isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void content_isMeasuredInCharacters() {
    RejectLongContent rule = new RejectLongContent(3);
    assertThat(rule.check(TestEvents.note(Key.of(1), 1, "😀😀😀"), NOW))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(rule.check(TestEvents.note(Key.of(1), 1, "\n\n\n"), NOW))
        .isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(rule.check(TestEvents.note(Key.of(1), 1, "abcd"), NOW)))
        .isEqualTo(MessagePrefix.INVALID);
  }

  @Test
  void policy_tellsTheFirstRefusal() {
    EventPolicy clients = EventPolicy.forClients(LIMITS);
    assertThat(clients.check(at(NOW), NOW)).isEqualTo(Verdict.ACCEPTED);
    assertThat(clients.check(at(NOW + 10_000), NOW)).isInstanceOf(Verdict.Rejected.class);
    assertThat(EventPolicy.forImports().check(at(NOW + 10_000), NOW)).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void requests_areClampedRatherThanRefused() {
    RequestPolicy policy = new RequestPolicy(LIMITS);
    NostrFilter all = NostrFilter.EVERYTHING;
    assertThat(policy.limited(List.of(all, all.withLimit(9_999_999), all.withLimit(0))))
        .extracting(NostrFilter::limit)
        .containsExactly(500, 5_000, 0);
    assertThat(policy.check(Collections.nCopies(20, all))).isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(policy.check(Collections.nCopies(21, all)))).isEqualTo(MessagePrefix.INVALID);
    assertThat(policy.checkSubscriptions(49)).isEqualTo(Verdict.ACCEPTED);
    assertThat(prefix(policy.checkSubscriptions(50))).isEqualTo(MessagePrefix.RATE_LIMITED);
  }
}
