package heliograph.policy;

import heliograph.config.AddressRanges;
import heliograph.config.RelayConfig;
import heliograph.config.RelayUrl;
import heliograph.event.PublicKey;
import heliograph.metrics.InMemoryMeters;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A policy from a few settings, a clock to move, and requesters to judge. */
final class PolicyFixture {
  static final PublicKey SELF = new PublicKey(1, 2, 3, 4);

  final InMemoryMeters meters = new InMemoryMeters();
  final Map<PublicKey, Integer> followers = new HashMap<>();
  final CurrentPolicy policy;
  long nanos;

  PolicyFixture(String... settings) {
    policy =
        new CurrentPolicy(
            config(settings),
            Moderation.NONE,
            SELF,
            new PluginSlot(meters, Runnable::run),
            key -> followers.getOrDefault(key, 0),
            meters,
            () -> nanos);
  }

  /** A configuration of {@code key=value} settings. */
  static RelayConfig config(String... settings) {
    Map<String, String> values = new HashMap<>();
    Arrays.stream(settings)
        .map(setting -> setting.split("=", 2))
        .forEach(pair -> values.put(pair[0], pair[1]));
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }

  /** A client at an address that has proven these keys. */
  static Requester client(String address, PublicKey... keys) {
    List<PublicKey> held = new ArrayList<>(List.of(keys));
    return new Requester() {
      @Override
      public InetAddress address() {
        return AddressRanges.address(address);
      }

      @Override
      public List<PublicKey> keys() {
        return held;
      }

      @Override
      public Optional<RelayUrl> requestedAuthority() {
        return RelayUrl.parse("ws://127.0.0.1:7447/");
      }
    };
  }
}
