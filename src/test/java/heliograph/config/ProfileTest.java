package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which profile a relay has, and what it gives. */
class ProfileTest {
  private static RelayConfig read(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      values.put(pair[0], pair[1]);
    }
    return RelayConfig.read(key -> Optional.ofNullable(values.get(key)));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,,PRIVATE",
    "localhost,,PRIVATE",
    "::1,,PRIVATE",
    "*,,PUBLIC",
    "0.0.0.0,,PUBLIC",
    "192.0.2.1,,PUBLIC",
    "127.0.0.1,127.0.0.1,PUBLIC"
  })
  void profile_unset_isPublicWhereStrangersCome(String host, String proxies, Profile expected) {
    RelayConfig config =
        proxies == null
            ? read("heliograph.http.host=" + host)
            : read("heliograph.http.host=" + host, "heliograph.http.trusted-proxies=" + proxies);
    assertThat(config.fixed().profile()).isEqualTo(expected);
  }

  @Test
  void profile_set_counts() {
    assertThat(read("heliograph.http.host=*", "heliograph.profile=private").fixed().profile())
        .isEqualTo(Profile.PRIVATE);
    assertThat(read("heliograph.profile=public").fixed().profile()).isEqualTo(Profile.PUBLIC);
    assertThatThrownBy(() -> read("heliograph.profile=open"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("public, private, bench");
  }

  @Test
  void profile_public_givesRates() {
    RelayConfig config = read("heliograph.profile=public");
    assertThat(config.shares().addresses().connectionsMax()).isEqualTo(256);
    assertThat(config.shares().rates().eventsPerAddress()).isEqualTo(Rate.parse("24000/10m"));
    assertThat(config.shares().rates().countsPerAddress().isUnlimited()).isFalse();
    assertThat(config.shares().rates().bytesPerAddress())
        .isEqualTo(new Rate(1L << 30, Duration.ofDays(1)));
    assertThat(config.shares().rates().bytesPerPubkey().tokens()).isEqualTo(256 << 20);
    assertThat(config.shares().rates().servedPerDay()).isEqualTo(5_000_000);
    assertThat(config.shares().rates().exempt().contains(AddressRanges.address("127.0.0.1")))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"private", "bench"})
  void profile_other_refusesNothingByRate(String profile) {
    RelayConfig config = read("heliograph.profile=" + profile);
    RatesConfig rates = config.shares().rates();
    assertThat(config.shares().addresses().connectionsMax()).isZero();
    assertThat(rates.eventsPerAddress().isUnlimited()).isTrue();
    assertThat(rates.eventsPerPubkey().isUnlimited()).isTrue();
    assertThat(rates.requestsPerAddress().isUnlimited()).isTrue();
    assertThat(rates.countsPerAddress().isUnlimited()).isTrue();
    assertThat(rates.connectionsPerAddress().isUnlimited()).isTrue();
    assertThat(rates.bytesPerAddress().isUnlimited()).isTrue();
    assertThat(rates.bytesPerPubkey().isUnlimited()).isTrue();
    assertThat(rates.servedPerDay()).isZero();
  }

  @Test
  void explicitKeys_winOverTheProfile() {
    RelayConfig config =
        read(
            "heliograph.profile=public",
            "heliograph.limits.connections-per-address=3",
            "heliograph.rates.events-per-address=none",
            "heliograph.rates.exempt=none",
            "heliograph.rates.served-per-day=0");
    assertThat(config.shares().addresses().connectionsMax()).isEqualTo(3);
    assertThat(config.shares().rates().eventsPerAddress()).isEqualTo(Rate.NONE);
    assertThat(config.shares().rates().exempt().isEmpty()).isTrue();
    assertThat(config.shares().rates().servedPerDay()).isZero();
    assertThat(config.shares().rates().eventsPerPubkey().isUnlimited()).isFalse();
  }

  @Test
  void livePart_ofAnotherConfiguration_leavesTheFixedPartAlone() {
    RelayConfig running = read();
    RelayConfig fresh =
        read(
            "heliograph.limits.filter-bytes-max=64MiB",
            "heliograph.limits.scan-queue-max=16",
            "heliograph.limits.filters-max=7",
            "heliograph.store.batch-max=1");

    RelayConfig merged = running.withLivePartOf(fresh);

    assertThat(merged.fixed()).isEqualTo(running.fixed());
    assertThat(merged.live()).isEqualTo(fresh.live());
    assertThat(merged.live().limits().filtersMax()).isEqualTo(7);
  }

  @Test
  void livePart_ofAnotherProfile_keepsTheRatesThatHold() {
    RelayConfig running = read("heliograph.profile=public");
    RelayConfig fresh = read("heliograph.profile=bench", "heliograph.relay.name=Other");
    RelayConfig merged = running.withLivePartOf(fresh);
    assertThat(merged.shares().rates()).isEqualTo(running.shares().rates());
    assertThat(merged.shares().addresses()).isEqualTo(running.shares().addresses());
    assertThat(merged.live().identity().name()).isEqualTo("Other");
    RelayConfig same =
        running.withLivePartOf(
            read("heliograph.profile=public", "heliograph.rates.served-per-day=7"));
    assertThat(same.shares().rates().servedPerDay()).isEqualTo(7);
  }
}
