package heliograph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.AddressRanges;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Room and turns by address. */
class AddressLanesTest {
  private record Item(String address, int number, int bytes) {}

  private final AddressLanes<Item> queue =
      new AddressLanes<>(
          new AddressLanes.Bounds(100, 100_000, (address, whole) -> whole / 4),
          new AddressLanes.Measure<>() {
            @Override
            public InetAddress from(Item item) {
              return AddressRanges.address(item.address);
            }

            @Override
            public int bytes(Item item) {
              return item.bytes;
            }
          });

  private final List<Item> displaced = new ArrayList<>();

  private int fill(String address, int bytes) {
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      taken += queue.offer(new Item(address, i, bytes), displaced) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void items_ofOneAddress_fillHalfAndNoMore() {
    assertThat(fill("192.0.2.1", 10)).isEqualTo(50);
    assertThat(fill("192.0.2.2", 10)).isEqualTo(25);
    assertThat(fill("192.0.2.3", 10)).isEqualTo(25);
    assertThat(queue.size()).isEqualTo(100);
    assertThat(displaced).isEmpty();
  }

  @Test
  void full_ofFewAddresses_makesRoomForOthersAtTheirCost() {
    fill("192.0.2.1", 10);
    fill("192.0.2.2", 10);
    fill("192.0.2.3", 10);
    assertThat(fill("192.0.2.4", 10)).isEqualTo(25);
    assertThat(displaced).hasSize(25).extracting(Item::address).containsOnly("192.0.2.1");
    assertThat(displaced).first().extracting(Item::number).isEqualTo(49);
    assertThat(queue.size()).isEqualTo(100);
    assertThat(queue.offer(new Item("192.0.2.4", 0, 10), displaced)).isFalse();
    for (int i = 5; i < 80; i++) {
      assertThat(queue.offer(new Item("192.0.2." + i, 0, 10), displaced)).isTrue();
    }
    assertThat(displaced).hasSize(100);
    assertThat(queue.size()).isEqualTo(100);
  }

  @Test
  void full_aLongItem_displacesManyAndNeverThoseWhoHoldLess() {
    fill("192.0.2.1", 1_000);
    fill("192.0.2.2", 1_000);
    fill("192.0.2.3", 1_000);
    assertThat(queue.offer(new Item("192.0.2.4", 0, 20_000), displaced)).isTrue();
    assertThat(displaced).hasSizeBetween(15, 20);
    displaced.clear();
    assertThat(queue.offer(new Item("192.0.2.5", 0, 90_000), displaced)).isFalse();
    assertThat(displaced).isEmpty();
  }

  @Test
  void bytes_areBoundedLikeItems() {
    assertThat(fill("192.0.2.1", 9_744)).isEqualTo(5);
    assertThat(fill("192.0.2.2", 9_744)).isEqualTo(3);
    assertThat(fill("192.0.2.3", 9_744)).isEqualTo(3);
    assertThat(displaced).extracting(Item::address).containsExactly("192.0.2.1");
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
