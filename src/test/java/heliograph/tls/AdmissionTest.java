package heliograph.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final AtomicLong now = new AtomicLong();

  private Admission admission(int most, int webSocketsMax) {
    return new Admission(most, address -> webSocketsMax, now::get);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static final InetAddress ONE = address("203.0.113.1");
  private static final InetAddress OTHER = address("203.0.113.2");

  private static int taken(Admission admission, InetAddress client, int times) {
    int taken = 0;
    for (int i = 0; i < times; i++) {
      taken += admission.enter(client) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void connections_thatAskForNothing_areBoundedForAnAddress() {
    Admission admission = admission(1_000, 256);
    assertThat(taken(admission, ONE, 200)).isEqualTo(Admission.WAITING_MAX);
    assertThat(admission.enter(OTHER)).isTrue();
    admission.asked(ONE);
    assertThat(taken(admission, ONE, 5)).isEqualTo(1);
    admission.left(ONE, false);
    assertThat(taken(admission, ONE, 5)).isEqualTo(1);
  }

  @Test
  void connections_thatAskForNothing_leaveAQuarterToOthers() {
    Admission admission = admission(100, Integer.MAX_VALUE);
    assertThat(taken(admission, ONE, 200)).isEqualTo(75);
    admission.asked(ONE);
    assertThat(taken(admission, ONE, 200)).isEqualTo(1);
  }

  @Test
  void connections_areBoundedForAnAddressAndInAll() {
    Admission admission = admission(100, 10);
    int taken = 0;
    for (int i = 0; i < 60; i++) {
      if (admission.enter(ONE)) {
        admission.asked(ONE);
        taken++;
      }
    }
    assertThat(taken).isEqualTo(10 + Admission.REQUESTS_MAX);
    for (int i = 0; i < 100; i++) {
      if (admission.enter(address("198.51.100." + i))) {
        admission.asked(address("198.51.100." + i));
        taken++;
      }
    }
    assertThat(taken).isEqualTo(100);
    assertThat(admission.open()).isEqualTo(100);
  }

  @Test
  void newConnections_ofAnAddress_areBoundedInTime() {
    Admission admission = admission(1_000, 256);
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      if (admission.enter(ONE)) {
        admission.left(ONE, false);
        taken++;
      }
    }
    assertThat(taken).isEqualTo(Admission.BURST);
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(taken(admission, ONE, 50)).isEqualTo(2 * Admission.PER_SECOND);
  }

  @Test
  void addresses_areForgotten_whenNothingIsLeftToKnow() {
    Admission admission = admission(1_000, 256);
    for (int i = 0; i < 200; i++) {
      assertThat(admission.enter(address("2001:db8:0:" + i + "::1"))).isTrue();
      admission.left(address("2001:db8:0:" + i + "::2"), false); // one customer
    }
    assertThat(admission.open()).isZero();
    assertThat(admission.addresses()).isEqualTo(200);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    admission.sweep();
    assertThat(admission.addresses()).isZero();
  }
}
