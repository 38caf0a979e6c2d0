package heliograph.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Work of many addresses that take turns. */
class AddressTurnsTest {
  private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();

  static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void submit(AddressTurns turns, int address, String name) {
    turns.submit(address(address), () -> done.add(name));
  }

  @Test
  void submit_manyOfOneAddress_anotherWaitsForOnePieceOnly() {
    AddressTurns turns = new AddressTurns(threads::add, 1);
    for (int i = 0; i < 40; i++) {
      submit(turns, 1, "attack " + i);
    }
    submit(turns, 2, "victim");
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(done).hasSize(41);
    assertThat(done.indexOf("victim")).isEqualTo(1);
    submit(turns, 2, "later");
    threads.remove().run();
    assertThat(done).last().isEqualTo("later");
  }

  @Test
  void submit_manyPieces_runOnAsManyThreadsAsAllowed() {
    AddressTurns turns = new AddressTurns(threads::add, 2);
    for (int i = 0; i < 5; i++) {
      submit(turns, i, "piece " + i);
    }
    assertThat(threads).hasSize(2);
  }
}
