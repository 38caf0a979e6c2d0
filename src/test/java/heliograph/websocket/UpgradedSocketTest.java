package heliograph.websocket;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The container's streams must not be closed while a thread is blocked in writing to a client that
 * does not read, and nobody may wait for such a client: Open Liberty closes under a lock that the
 * blocked write holds.
 */
class UpgradedSocketTest {
  private final Container container = new Container();
  private UpgradedSocket socket;
  private Thread sender;

  @BeforeEach
  void blockAWrite() throws IOException {
    socket = new UpgradedSocket(container, new SocketBuffers(), null, 1 << 20);
    sender = Thread.ofVirtual().start(this::send);
    eventually("a write that is blocked", () -> container.isWriting);
  }

  @AfterEach
  void endTheWrite() throws InterruptedException {
    container.reads.countDown();
    sender.join();
  }

  private void send() {
    try {
      socket.send(new RelayMessage.Notice(MessagePrefix.INFO, "hello"));
      socket.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void cut_whileAWriteIsBlocked_returnsAndClosesAfterIt() {
    socket.cut();

    assertThat(container.isWriting).isTrue();
    assertThat(container.closed).hasValue(0);

    container.reads.countDown();

    eventually("the connection is closed", () -> container.closed.get() == 1);
    socket.cut();
    assertThat(container.closed).hasValue(1);
    assertThat(container.closedWhileWriting).isFalse();
  }

  @Test
  void clientThatLeaves_whileAWriteIsBlocked_holdsNoThreadOfTheContainer() {
    socket.leave(); // as the container calls it when reading has failed

    assertThat(container.isWriting).isTrue();
    assertThat(container.closed).hasValue(0);

    container.reads.countDown();

    eventually("the connection is closed", () -> container.closed.get() == 1);
    assertThat(container.closedWhileWriting).isFalse();
  }

  /** Calls as a container does; what is written blocks until the client reads. */
  private final class Container implements WebConnection {
    private final CountDownLatch reads = new CountDownLatch(1);
    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean isWriting;
    private volatile boolean closedWhileWriting;

    @Override
    public ServletInputStream getInputStream() {
      return new Silence();
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return new BlockedStream();
    }

    @Override
    public void close() {
      socket.destroyed();
      closedWhileWriting |= isWriting;
      closed.incrementAndGet();
    }

    private final class BlockedStream extends ServletOutputStream {
      @Override
      public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) {
        isWriting = true;
        try {
          reads.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          isWriting = false;
        }
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {}
    }
  }

  /** A client that says nothing. */
  private static final class Silence extends ServletInputStream {
    @Override
    public int read() {
      return -1;
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void setReadListener(ReadListener listener) {}
  }
}
