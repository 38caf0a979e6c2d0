package heliograph.policy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.metrics.Meters;
import heliograph.metrics.Meters.Counter;
import jakarta.json.Json;
import jakarta.json.JsonReaderFactory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An external program that judges events, by the protocol of strfry's write-policy plugins: a JSON
 * line to its stdin for each event, a JSON line from its stdout for each decision, its stderr into
 * the log. Thread-safe.
 *
 * <p>Asks about one event at a time, as the programs for strfry expect; others wait, each at most
 * for the timeouts of those before it. The first question starts the program. If the program ends,
 * or does not answer in time, it is killed with its child processes, and a later question starts it
 * again, but not within a second of the last start: until then every question fails at once.
 */
public final class WritePolicyPlugin implements AutoCloseable {
  /** The message of a refusal when the program is not available and fail-open is off. */
  public static final String UNAVAILABLE = "the write policy is not available";

  private static final Logger LOG = System.getLogger(WritePolicyPlugin.class.getName());

  private static final Duration RESTART_PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final List<String> command;
  private final Duration timeout;
  private final boolean failOpen;
  private final Executor executor;
  private final InstantSource clock;
  private final JsonReaderFactory readers = Json.createReaderFactory(Map.of());

  private final Counter asked;
  private final Counter accepted;
  private final Counter rejected;
  private final Counter shadowRejected;
  private final Counter failed;
  private final Counter restarts;

  /** Held for a whole exchange; guards the two below. */
  private final ReentrantLock exchange = new ReentrantLock();

  @GuardedBy("exchange")
  private @Nullable PluginProcess process;

  @GuardedBy("exchange")
  private @Nullable Instant startedAt;

  private volatile boolean closed;

  /** The decision on an event. */
  public sealed interface Decision {
    /** The event is accepted. */
    Decision ACCEPT = new Accept();

    /** The event is not stored, but the client gets OK true. */
    Decision SHADOW_REJECT = new ShadowReject();

    /** The event is accepted. */
    record Accept() implements Decision {}

    /** The event is refused with the program's message, which usually has a prefix of NIP-01. */
    record Reject(String message) implements Decision {}

    /** The event is not stored, but the client gets OK true. */
    record ShadowReject() implements Decision {}
  }

  /**
   * Creates the plugin; its program starts with the first event.
   *
   * @param command program and arguments
   * @param timeout the time that it may take for one event
   * @param failOpen whether events are accepted, rather than refused, while it is not available
   * @param executor runs two tasks as long as the program runs, and a short one for each event; all
   *     block
   */
  public WritePolicyPlugin(
      List<String> command,
      Duration timeout,
      boolean failOpen,
      Meters meters,
      Executor executor,
      InstantSource clock) {
    this.command = List.copyOf(command);
    this.timeout = timeout;
    this.failOpen = failOpen;
    this.executor = executor;
    this.clock = clock;
    asked =
        meters.counter("heliograph_write_policy_asked_total", "Events the plugin was asked about");
    accepted = result(meters, "accepted");
    rejected = result(meters, "rejected");
    shadowRejected = result(meters, "shadow_rejected");
    failed = result(meters, "failed");
    restarts = meters.counter("heliograph_write_policy_restarts_total", "Starts after the first");
  }

  private static Counter result(Meters meters, String result) {
    return meters.counter(
        "heliograph_write_policy_total", "Decisions of the plugin by result", "result", result);
  }

  /** Asks the program, starting it if necessary; blocks until it has answered or failed. */
  public Decision ask(NostrEvent event, InetAddress address, Optional<PublicKey> authenticated) {
    asked.increment();
    Decision decision = answer(event, address, authenticated).orElse(null);
    switch (decision) {
      case null -> {
        failed.increment();
        return failOpen ? Decision.ACCEPT : new Decision.Reject(UNAVAILABLE);
      }
      case Decision.Accept() -> accepted.increment();
      case Decision.Reject(String message) -> rejected.increment();
      case Decision.ShadowReject() -> shadowRejected.increment();
    }
    return decision;
  }

  private Optional<Decision> answer(
      NostrEvent event, InetAddress address, Optional<PublicKey> authenticated) {
    exchange.lock();
    try {
      Optional<PluginProcess> running = running();
      if (running.isEmpty()) {
        return Optional.empty();
      }
      byte[] line = PluginQuestion.line(event, clock.instant(), address, authenticated);
      Optional<Decision> decision = exchanged(running.get(), event.id().hex(), line);
      if (decision.isEmpty()) {
        running.get().destroy();
        process = null;
      }
      return decision;
    } finally {
      exchange.unlock();
    }
  }

  private Optional<Decision> exchanged(PluginProcess running, String id, byte[] line) {
    try {
      return running.exchange(id, line, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "asked while the relay stops", e);
    }
    return Optional.empty();
  }

  /** Returns the program, restarted if it has ended and its pause is over. */
  @GuardedBy("exchange")
  private Optional<PluginProcess> running() {
    if (closed) {
      return Optional.empty();
    }
    PluginProcess before = process;
    if (before != null && before.isAlive()) {
      return Optional.of(before);
    }
    if (before != null) {
      LOG.log(Level.WARNING, "the write policy has ended");
      before.destroy();
      process = null;
    }
    if (!mayStart()) {
      return Optional.empty();
    }
    try {
      PluginProcess started = PluginProcess.start(command, executor, readers);
      process = started;
      return Optional.of(started);
    } catch (IOException | RejectedExecutionException e) {
      LOG.log(Level.WARNING, () -> "the write policy cannot be started: " + e.getMessage());
      return Optional.empty();
    }
  }

  @GuardedBy("exchange")
  private boolean mayStart() {
    Instant now = clock.instant();
    Instant last = startedAt;
    if (last != null) {
      // a clock that was set back must not delay the start
      if (!now.isBefore(last) && now.isBefore(last.plus(RESTART_PAUSE))) {
        return false;
      }
      restarts.increment();
    }
    startedAt = now;
    return true;
  }

  /** Ends the program after the current question; later questions fail. */
  @Override
  public void close() {
    closed = true;
    exchange.lock();
    try {
      if (process != null) {
        process.finish(CLOSE_PATIENCE);
        process = null;
      }
    } finally {
      exchange.unlock();
    }
  }
}
