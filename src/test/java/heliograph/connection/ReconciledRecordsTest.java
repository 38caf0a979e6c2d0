package heliograph.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.connection.ReconciledRecords.Holding;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who holds how much of what reconciliations may hold together. */
class ReconciledRecordsTest {
  private static final int PARTS = 32;
  private static final long MAX = (long) PARTS * ReconciledRecords.PART;

  private final ReconciledRecords records = new ReconciledRecords();
  private final List<String> evicted = new ArrayList<>();

  private static InetAddress address(int last) {
    return AddressTurnsTest.address(last);
  }

  private Holding open(int address, String name) {
    return records.open(address(address), () -> evicted.add(name));
  }

  private static int fill(Holding holding) {
    int parts = 0;
    while (parts <= PARTS && holding.reserve(MAX)) {
      parts++;
    }
    return parts;
  }

  @Test
  void reserve_oneAddressAlone_hasEverythingAndNoMore() {
    assertThat(fill(open(1, "only"))).isEqualTo(PARTS);
    assertThat(records.total()).isEqualTo(MAX);
    assertThat(fill(open(1, "second"))).isZero();
    assertThat(evicted).isEmpty();
  }

  @Test
  void reserve_fortySessionsOfOneAddress_leaveRoomForAnother() {
    List<Holding> attacks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Holding attack = open(1, "attack " + i);
      attacks.add(attack);
      attack.reserve(MAX);
      attack.waits(true);
    }
    assertThat(records.total()).isEqualTo(MAX);
    assertThat(fill(open(2, "victim"))).isGreaterThanOrEqualTo(PARTS / 2 - 1);
    assertThat(evicted).hasSizeLessThanOrEqualTo(PARTS / 2).allMatch(n -> n.startsWith("attack"));
    assertThat(evicted).first().isEqualTo("attack 0");
    assertThat(attacks.getFirst().reserve(MAX)).isFalse();
    attacks.forEach(Holding::release);
    assertThat(records.total()).isLessThanOrEqualTo(MAX / 2 + ReconciledRecords.PART);
  }

  @Test
  void reserve_fullestAddressHasBusyAndWaitingSessions_endsTheWaitingOneFirst() {
    Holding busy = open(1, "busy");
    Holding waiting = open(1, "waiting");
    waiting.reserve(MAX);
    waiting.waits(true);
    fill(busy);
    assertThat(open(2, "victim").reserve(MAX)).isTrue();
    assertThat(evicted).containsExactly("waiting");
  }

  @Test
  void reserve_manyAddressesOfOneNetwork_areOneAddress() throws UnknownHostException {
    for (int i = 0; i < PARTS; i++) {
      byte[] host = new byte[16];
      host[0] = 0x20;
      host[15] = (byte) i;
      String name = "attack " + i;
      records.open(InetAddress.getByAddress(host), () -> evicted.add(name)).reserve(MAX);
    }
    assertThat(records.total()).isEqualTo(MAX);
    assertThat(fill(open(2, "victim"))).isGreaterThanOrEqualTo(PARTS / 2 - 1);
  }

  @Test
  void release_twice_givesBackOnce() {
    Holding holding = open(1, "one");
    holding.reserve(MAX);
    holding.release();
    holding.release();
    assertThat(records.total()).isZero();
  }
}
