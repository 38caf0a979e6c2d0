package heliograph.api;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.api.RequestBodies.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestBodiesTest {
  private static final int MOST = 1_000;

  private final AtomicLong now = new AtomicLong();
  private final RequestBodies bodies = new RequestBodies(now::get);

  /** What a stream gives, one read at a time. */
  private interface Reads {
    int read() throws IOException;
  }

  private static InputStream stream(Reads reads) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return reads.read();
      }

      @Override
      public int read(byte[] to, int at, int most) throws IOException {
        int next = reads.read();
        if (next < 0) {
          return -1;
        }
        to[at] = (byte) next;
        return 1;
      }
    };
  }

  private int status(InputStream in, long declared) {
    return bodies.read(in, declared, MOST) instanceof Body.Refused(int status, String reason)
        ? status
        : 200;
  }

  @Test
  void body_isReadWhole_upToItsBound() {
    byte[] most = new byte[MOST];
    most[7] = 7;
    assertThat(bodies.read(new ByteArrayInputStream(most), -1, MOST))
        .isInstanceOfSatisfying(
            Body.Whole.class, whole -> assertThat(whole.bytes()).isEqualTo(most));
    assertThat(status(new ByteArrayInputStream(new byte[MOST + 1]), -1)).isEqualTo(413);
  }

  @Test
  void body_thatSaysItIsTooLong_isNotRead() {
    AtomicInteger reads = new AtomicInteger();
    assertThat(status(stream(reads::incrementAndGet), MOST + 1)).isEqualTo(413);
    assertThat(reads).hasValue(0);
  }

  @Test
  void body_thatDribbles_isCut_whenItsTimeIsOver() {
    AtomicInteger reads = new AtomicInteger();
    InputStream dribbling =
        stream(() -> {
          now.addAndGet(TimeUnit.SECONDS.toNanos(1));
          return reads.incrementAndGet();
        });
    assertThat(status(dribbling, 500)).isEqualTo(408);
    assertThat(reads.get()).isEqualTo(RequestBodies.TIME.toSeconds() + 1);
  }

  @Test
  void body_thatDoesNotCome_orEndsEarly_isTheClientsFault() {
    assertThat(
            status(
                stream(() -> {
                  throw new SocketTimeoutException();
                }),
                500))
        .isEqualTo(408);
    assertThat(
            status(
                stream(() -> {
                  throw new IOException("reset");
                }),
                500))
        .isEqualTo(400);
    assertThat(
            status(
                stream(() -> {
                  now.addAndGet(RequestBodies.TIME.toNanos() + 1);
                  throw new IOException("a timeout of the server's own");
                }),
                500))
        .isEqualTo(408);
  }

  @Test
  void strangersBodies_areOneOfEachNetwork_andTakeNoTurnOfAdministrators() {
    List<Integer> inside = new ArrayList<>();
    InputStream nested =
        stream(() -> {
          if (inside.isEmpty()) {
            inside.add(openStatus("a", new ByteArrayInputStream(new byte[3])));
            inside.add(openStatus("b", new ByteArrayInputStream(new byte[3])));
            inside.add(status(new ByteArrayInputStream(new byte[3]), -1));
          }
          return -1;
        });
    assertThat(openStatus("a", nested)).isEqualTo(200);
    assertThat(inside)
        .as("the same network, another one, an administrator")
        .containsExactly(503, 200, 200);
    assertThat(openStatus("a", new ByteArrayInputStream(new byte[3])))
        .as("its turn is over")
        .isEqualTo(200);
    assertThat(openStatus("a", new ByteArrayInputStream(new byte[MOST + 1]))).isEqualTo(413);
  }

  private int openStatus(String network, InputStream in) {
    return bodies.readOpen(network, in, -1, MOST) instanceof Body.Refused(int status, String why)
        ? status
        : 200;
  }

  @Test
  void bodies_beyondTheTurns_areToComeAgain() throws Exception {
    CountDownLatch reading = new CountDownLatch(RequestBodies.READ_AT_ONCE);
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < RequestBodies.READ_AT_ONCE; i++) {
      InputStream slow =
          stream(() -> {
            reading.countDown();
            try {
              end.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return -1;
          });
      readers.add(Thread.ofVirtual().start(() -> status(slow, 1)));
    }
    reading.await();
    assertThat(status(new ByteArrayInputStream(new byte[1]), 1)).isEqualTo(503);
    end.countDown();
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(status(new ByteArrayInputStream(new byte[1]), 1)).isEqualTo(200);
  }
}
