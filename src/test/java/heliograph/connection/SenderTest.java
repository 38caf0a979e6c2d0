package heliograph.connection;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One thread sends at a time, and the close frame is sent once and last. */
class SenderTest {
  private static final Queued.Message MESSAGE = message("x");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger overlaps = new AtomicInteger();
  private final List<String> wire = new CopyOnWriteArrayList<>();
  private volatile boolean broken;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  @AfterEach
  void close() {
    gate.countDown();
    threads.close();
  }

  private static Queued.Message message(String text) {
    return new Queued.Message(
        new RelayMessage.Notice(MessagePrefix.INFO, text), Queued.Part.REPLY, 128);
  }

  private class Wire implements Transport {
    private final AtomicBoolean busy = new AtomicBoolean();

    private void use(String what) throws IOException {
      if (!busy.compareAndSet(false, true)) {
        overlaps.incrementAndGet();
      }
      try {
        gate.await();
        if (broken) {
          throw new IOException("broken");
        }
        wire.add(what);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        busy.set(false);
      }
    }

    @Override
    public void send(RelayMessage message) throws IOException {
      use("message");
    }

    @Override
    public void ping() throws IOException {
      use("ping");
    }

    @Override
    public void pong(byte[] payload) throws IOException {
      use("pong");
    }

    @Override
    public void flush() throws IOException {
      use("flush");
    }

    @Override
    public void close(int code, String reason) throws IOException {
      use("close " + code);
    }

    @Override
    public void cut() {}
  }

  private Sender sender(Executor executor) {
    return new Sender(
        new Wire(),
        executor,
        new Semaphore(2),
        System::nanoTime,
        new Backlog(RelayConfig.read(key -> Optional.empty()).live().limits(), System::nanoTime),
        new Sender.Owner() {
          @Override
          public void sent(Queued.Message message) {
            sent.incrementAndGet();
          }

          @Override
          public void pongSent() {}

          @Override
          public void dropped(Queued.Message message) {
            dropped.incrementAndGet();
          }

          @Override
          public void failed() {
            failures.incrementAndGet();
          }
        });
  }

  @Test
  void add_byManyThreads_isSentByOneAtATimeAndNothingIsLeft() throws InterruptedException {
    Sender sender = sender(threads);
    List<Thread> adders = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      boolean reads = t % 2 == 0;
      adders.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 2_000; i++) {
                  sender.cork();
                  sender.add(MESSAGE);
                  if (reads) {
                    sender.flushOnThisThread();
                  } else {
                    sender.uncork();
                  }
                }
              }));
    }
    for (Thread adder : adders) {
      adder.join();
    }
    eventually("all are sent", () -> sent.get() == 16_000);
    assertThat(overlaps).hasValue(0);
    assertThat(failures).hasValue(0);
  }

  @Test
  void close_whileManyThreadsAdd_isSentOnceAndLast() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      Sender sender = sender(threads);
      wire.clear();
      List<Thread> others = new ArrayList<>();
      AtomicInteger closers = new AtomicInteger();
      for (int t = 0; t < 4; t++) {
        int code = 4_000 + t;
        others.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 100; i++) {
                    sender.add(MESSAGE);
                  }
                  if (sender.close(new CloseFrame(code, "", false), code % 2 == 0)) {
                    closers.incrementAndGet();
                  }
                }));
      }
      for (Thread other : others) {
        other.join();
      }
      eventually("closed", () -> wire.stream().anyMatch(what -> what.startsWith("close")));
      assertThat(closers).hasValue(1);
      assertThat(wire.getLast()).startsWith("close ");
      assertThat(wire.stream().filter(what -> what.startsWith("close"))).hasSize(1);
      assertThat(sender.isClosing()).isTrue();
      sender.stop();
    }
    assertThat(overlaps).hasValue(0);
    eventually("each is sent or dropped", () -> sent.get() + dropped.get() == 50 * 400);
  }

  @Test
  void close_behindABlockedSend_waitsForItAndDropsTheRest() {
    gate = new CountDownLatch(1);
    Sender sender = sender(threads);
    for (int i = 0; i < 10; i++) {
      sender.add(MESSAGE);
    }
    assertThat(sender.close(new CloseFrame(1008, "", false), true)).isTrue();
    assertThat(sender.close(new CloseFrame(1000, "", false), false)).isFalse();
    assertThat(dropped.get()).isGreaterThanOrEqualTo(9);
    assertThat(wire).isEmpty();
    gate.countDown();
    eventually("closed", () -> wire.contains("close 1008"));
    assertThat(sent.get() + dropped.get()).isEqualTo(10);
  }

  @Test
  void close_ofAnIdleSender_isSentByAThreadOfItsOwn() {
    List<Runnable> tasks = new ArrayList<>();
    Sender sender = sender(tasks::add);
    sender.cork();
    sender.add(MESSAGE);
    assertThat(tasks).isEmpty();
    sender.close(new CloseFrame(1001, "", false), false);
    assertThat(tasks).hasSize(1);
    tasks.getFirst().run();
    assertThat(wire).containsExactly("message", "flush", "flush", "close 1001");
  }

  @Test
  void flushOnThisThread_closedMeanwhile_leavesTheCloseFrameToAnother() {
    List<Runnable> tasks = new ArrayList<>();
    Sender[] sender = new Sender[1];
    sender[0] =
        new Sender(
            new Wire() {
              @Override
              public void send(RelayMessage message) throws IOException {
                super.send(message);
                sender[0].close(new CloseFrame(1008, "", false), false);
              }
            },
            tasks::add,
            new Semaphore(2),
            System::nanoTime,
            new Backlog(
                RelayConfig.read(key -> Optional.empty()).live().limits(), System::nanoTime),
            new IgnoringOwner());
    sender[0].cork();
    sender[0].add(MESSAGE);
    sender[0].flushOnThisThread();
    assertThat(wire).containsExactly("message", "flush");
    assertThat(tasks).hasSize(1);
    tasks.getFirst().run();
    assertThat(wire).endsWith("close 1008");
  }

  private static final class IgnoringOwner implements Sender.Owner {
    @Override
    public void sent(Queued.Message message) {}

    @Override
    public void pongSent() {}

    @Override
    public void dropped(Queued.Message message) {}

    @Override
    public void failed() {}
  }

  @Test
  void send_thatFails_isToldOnce() {
    broken = true;
    Sender sender = sender(threads);
    sender.add(MESSAGE);
    eventually("told", () -> failures.get() == 1);
    assertThat(sent).as("given back").hasValue(1);
  }

  @Test
  void stop_whateverIsQueued_isDroppedAndNothingIsTaken() {
    List<Runnable> tasks = new ArrayList<>();
    Sender sender = sender(tasks::add);
    sender.add(MESSAGE);
    sender.stop();
    sender.add(MESSAGE);
    assertThat(dropped).hasValue(2);
    assertThat(sender.close(new CloseFrame(1000, "", false), false)).isFalse();
    tasks.forEach(Runnable::run);
    assertThat(wire).containsExactly("flush");
  }
}
