package heliograph.config;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.store.lmdb.LmdbEventStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether what a configuration allows fits into the heap, and what is said when it does not. */
class MemoryBudgetTest {
  private static final long MIB = 1 << 20;

  private static MemoryBudget budget(long heapMib, String... settings) {
    Map<String, String> values = new HashMap<>();
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      values.put(pair[0], pair[1]);
    }
    return MemoryBudget.of(
        RelayConfig.read(key -> Optional.ofNullable(values.get(key))), heapMib * MIB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "private", "bench"})
  void defaults_fitAGibibyte(String profile) {
    assertThat(budget(1_024, "heliograph.profile=" + profile).fault()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "private", "bench"})
  void defaultsWithTls_fitAGibibyte_forNobodyComesWithout(String profile) {
    MemoryBudget tls =
        budget(
            1_024,
            "heliograph.profile=" + profile,
            "heliograph.http.tls-certificate=c.pem",
            "heliograph.http.tls-key=k.pem",
            "heliograph.http.admin-port=7448");
    assertThat(tls.fault()).isEmpty();
    assertThat(tls.table()).contains("connections over TLS 69 MiB");
    assertThat(tls.total()).isLessThan(budget(1_024, "heliograph.profile=" + profile).total());
  }

  @ParameterizedTest
  @ValueSource(longs = {256, 512, 768})
  void defaults_inASmallHeap_areRefusedWithTheHeapThatMendsIt(long heap) {
    String fault = budget(heap).fault().orElseThrow();
    assertThat(fault).contains("HELIOGRAPH_HEAP=");
    String needed = fault.replaceAll(".*HELIOGRAPH_HEAP=(\\d+)m.*", "$1");
    assertThat(budget(Long.parseLong(needed)).fault()).isEmpty();
    assertThat(budget(Long.parseLong(needed) - 16).fault()).isPresent();
  }

  @Test
  void fault_namesTheKeyAndTheValueThatMendIt() {
    String fault = budget(1_024, "heliograph.memory.live=512MiB").fault().orElseThrow();
    assertThat(fault).contains(" or heliograph.memory.live=");
    String value = fault.replaceAll(".* or heliograph.memory.live=", "");
    assertThat(budget(1_024, "heliograph.memory.live=" + value).fault()).isEmpty();
    String many = budget(1_024, "heliograph.limits.connections-max=100000").fault().orElseThrow();
    assertThat(many).contains(" or heliograph.limits.connections-max=");
    String fewer = many.replaceAll(".* or heliograph.limits.connections-max=", "");
    assertThat(budget(1_024, "heliograph.limits.connections-max=" + fewer).fault()).isEmpty();
  }

  @Test
  void aSmallHeap_holdsASmallRelay() {
    assertThat(
            budget(
                    480,
                    "heliograph.memory.partial-messages=24MiB",
                    "heliograph.memory.outbound=16MiB",
                    "heliograph.memory.live=16MiB",
                    "heliograph.memory.verify-queue=8MiB",
                    "heliograph.limits.filter-bytes-max=16MiB",
                    "heliograph.limits.connections-max=6000",
                    "heliograph.negentropy.records-total-max=100000",
                    "heliograph.analytics.enabled=false")
                .fault())
        .isEmpty();
  }

  @Test
  void writes_haveRoomForTheStoresQueueAndABatch() {
    assertThat(budget(1_024).lines())
        .filteredOn(line -> line.what().equals("write queue and commit"))
        .singleElement()
        .satisfies(line ->
            assertThat(line.bytes()).isGreaterThan(LmdbEventStore.QUEUE_BYTES_MAX + 8 * MIB));
  }

  @Test
  void jobs_getWhatIsLeft_andAQuarterAtLeast() {
    assertThat(budget(1_024).forJobs()).isEqualTo(256 * MIB);
    MemoryBudget large = budget(8_192);
    assertThat(large.forJobs()).isBetween(6_000 * MIB, large.heap() - large.total());
  }

  @Test
  void table_hasEveryLineTheTotalAndTheHeap() {
    MemoryBudget budget = budget(1_024);
    assertThat(budget.table())
        .startsWith("memory budget; ")
        .contains("parts of messages 48 MiB", "verify queue 24 MiB")
        .endsWith("of a heap of 1,024 MiB");
    assertThat(budget.total())
        .isEqualTo(budget.lines().stream().mapToLong(MemoryBudget.Line::bytes).sum());
  }
}
