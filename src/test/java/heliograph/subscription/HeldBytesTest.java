package heliograph.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.AddressBucket;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.TrustedFollowers;
import heliograph.protocol.FilterParser;
import heliograph.protocol.MessagePrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What filters hold, in bytes. */
class HeldBytesTest {
  private static final AddressBucket HERE = new AddressBucket(4, 1);
  private static final AddressBucket THERE = new AddressBucket(4, 2);

  private static HeldBytes held(Map<String, String> settings) {
    InMemoryMeters meters = new InMemoryMeters();
    return new HeldBytes(
        new CurrentPolicy(
            RelayConfig.read(key -> Optional.ofNullable(settings.get(key))),
            Moderation.NONE,
            new PublicKey(1, 2, 3, 4),
            new PluginSlot(meters, Runnable::run),
            TrustedFollowers.UNKNOWN,
            meters,
            System::nanoTime),
        meters);
  }

  private static HeldBytes small() {
    return held(
        Map.of(
            "heliograph.limits.filter-bytes-max",
            "400000",
            "heliograph.limits.filter-bytes-connection-max",
            "100000"));
  }

  @Test
  void take_beyondAConnectionsShare_isRefusedUntilItIsGivenBack() {
    HeldBytes held = small();
    Outlet one = new NoOutlet();
    assertThat(held.take(one, HERE, 100_001))
        .isInstanceOfSatisfying(
            HeldBytes.Refusal.class,
            refusal -> assertThat(refusal.prefix()).isEqualTo(MessagePrefix.INVALID));
    HeldBytes.Lease lease = (HeldBytes.Lease) held.take(one, HERE, 60_000);
    assertThat(held.take(one, HERE, 60_000))
        .isInstanceOfSatisfying(
            HeldBytes.Refusal.class,
            refusal -> assertThat(refusal.prefix()).isEqualTo(MessagePrefix.RATE_LIMITED));
    lease.end();
    lease.end();
    assertThat(held.total()).isZero();
    assertThat(held.take(one, HERE, 100_000)).isInstanceOf(HeldBytes.Lease.class);
  }

  /** Tells whether it was to end, and gives back what it holds when it does. */
  private static final class Evicted extends NoOutlet {
    private final List<HeldBytes.Lease> leases = new ArrayList<>();
    private boolean evicted;

    @Override
    public void evict() {
      evicted = true;
      leases.forEach(HeldBytes.Lease::end);
    }
  }

  @Test
  void take_whenFewAddressesHoldEverything_isAtTheirCost() {
    HeldBytes held = small();
    List<Evicted> attackers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Evicted attacker = new Evicted();
      attackers.add(attacker);
      AddressBucket from = i < 4 ? HERE : THERE;
      attacker.leases.add((HeldBytes.Lease) held.take(attacker, from, 50_000 - i));
    }
    for (int i = 3; i < 203; i++) {
      assertThat(held.take(new NoOutlet(), new AddressBucket(6, i), 1_000))
          .isInstanceOf(HeldBytes.Lease.class);
    }
    assertThat(held.total()).isLessThanOrEqualTo(400_000);
    assertThat(attackers.stream().filter(one -> one.evicted)).hasSize(4);
    assertThat(attackers.getFirst().evicted).isTrue();
    Evicted first = attackers.getFirst();
    assertThat(first.leases.getFirst().grow(1)).isFalse();
  }

  @Test
  void grow_countsWithEveryBoundAndIsGivenBackWithTheRest() {
    HeldBytes held = small();
    Outlet one = new NoOutlet();
    HeldBytes.Lease lease = (HeldBytes.Lease) held.take(one, HERE, 10);
    assertThat(lease.grow(90_000)).isTrue();
    assertThat(lease.grow(10_000)).isFalse();
    lease.shrink(50_000);
    assertThat(held.total()).isEqualTo(40_010);
    assertThat(lease.grow(10_000)).isTrue();
    lease.end();
    lease.end();
    assertThat(lease.grow(1)).isFalse();
    assertThat(held.total()).isZero();
  }

  @Test
  void take_beyondAnAddressShare_leavesTheOtherHalfToOthers() {
    HeldBytes held = small();
    List<HeldBytes.Lease> leases = new ArrayList<>();
    while (held.take(new NoOutlet(), HERE, 50_000) instanceof HeldBytes.Lease lease) {
      leases.add(lease);
    }
    assertThat(leases).hasSize(4);
    while (held.take(new NoOutlet(), THERE, 50_000) instanceof HeldBytes.Lease lease) {
      leases.add(lease);
    }
    assertThat(leases).hasSize(8);
    assertThat(held.take(new NoOutlet(), THERE, 1)).isInstanceOf(HeldBytes.Refusal.class);
    leases.forEach(HeldBytes.Lease::end);
    assertThat(held.total()).isZero();
  }

  private static List<NostrFilter> filter(String json) {
    return List.of(new FilterParser(FilterParser.UnknownKeys.REFUSE).parse(json.getBytes(UTF_8)));
  }

  @Test
  void take_tenThousandAuthorsAndManyOrdinaryClients_fitTheDefaults() {
    HeldBytes held = held(Map.of());
    String authors =
        IntStream.range(0, 10_000)
            .mapToObj("\"%064x\""::formatted)
            .collect(Collectors.joining(",", "[", "]"));
    List<NostrFilter> follows = filter("{\"authors\":" + authors + "}");
    Outlet reader = new NoOutlet();
    for (int i = 0; i < 2; i++) {
      assertThat(held.take(reader, THERE, HeldBytes.ofLive(follows) + HeldBytes.ofScan(follows)))
          .isInstanceOf(HeldBytes.Lease.class);
    }
    List<NostrFilter> ordinary =
        filter("{\"kinds\":[1,6,7],\"#p\":[\"" + "a".repeat(64) + "\"],\"limit\":50}");
    for (int i = 0; i < 10_000; i++) {
      Outlet client = new NoOutlet();
      for (int subscription = 0; subscription < 10; subscription++) {
        assertThat(held.take(client, HERE, HeldBytes.ofLive(ordinary)))
            .isInstanceOf(HeldBytes.Lease.class);
      }
    }
  }
}
