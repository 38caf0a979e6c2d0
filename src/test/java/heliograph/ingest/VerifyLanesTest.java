package heliograph.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.AddressRanges;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Room and turns by address. */
class VerifyLanesTest {
  private record Item(String address, int number, int bytes) {}

  private final VerifyLanes<Item> queue =
      new VerifyLanes<>(
          new VerifyLanes.Bounds(100, 100_000, (address, whole) -> whole / 4),
          new VerifyLanes.Measure<>() {
            @Override
            public InetAddress from(Item item) {
              return AddressRanges.address(item.address);
            }

            @Override
            public int bytes(Item item) {
              return item.bytes;
            }
          });

  private int fill(String address, int bytes) {
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      Item item = new Item(address, i, bytes);
      if (queue.hasFairRoom(item)) {
        queue.add(item);
        taken++;
      }
    }
    return taken;
  }

  @Test
  void items_ofOneAddress_fillHalfAndNoMore() {
    assertThat(fill("192.0.2.1", 10)).isEqualTo(50);
    assertThat(fill("192.0.2.2", 10)).isEqualTo(25);
    assertThat(fill("192.0.2.3", 10)).isEqualTo(25);
    assertThat(queue.size()).isEqualTo(100);
    assertThat(fill("192.0.2.4", 10)).isZero();
  }

  @Test
  void bytes_areBoundedLikeItems() {
    assertThat(fill("192.0.2.1", 9_744)).isEqualTo(5);
    assertThat(fill("192.0.2.2", 9_744)).isEqualTo(3);
    assertThat(fill("192.0.2.3", 9_744)).isEqualTo(2);
    assertThat(fill("192.0.2.4", 9_744)).isZero();
  }

  @Test
  void anItemLongerThanEverything_fitsAlone() {
    assertThat(fill("192.0.2.1", 1_000_000)).isOne();
  }

  @Test
  void turns_goRoundWhileEachAddressKeepsItsOrder() {
    fill("192.0.2.1", 10);
    fill("192.0.2.2", 10);
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Item next = queue.remove();
      order.add(next.address + " " + next.number);
    }
    assertThat(order).containsExactly("192.0.2.1 0", "192.0.2.2 0", "192.0.2.1 1", "192.0.2.2 1");
  }

  @Test
  void drain_givesEverythingAndItsRoomBack() {
    fill("192.0.2.1", 9_744);
    fill("192.0.2.2", 9_744);
    assertThat(queue.drain()).hasSize(8);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(fill("192.0.2.1", 9_744)).isEqualTo(5);
  }
}
