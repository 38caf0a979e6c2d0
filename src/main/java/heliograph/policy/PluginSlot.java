package heliograph.policy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import heliograph.config.PolicyConfig.Plugin;
import heliograph.metrics.Meters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Holds the operator's write-policy program: the program is kept while its settings stay the same,
 * also when others are reloaded, and is replaced when they change. Thread-safe.
 */
public final class PluginSlot implements AutoCloseable {
  private final Meters meters;
  private final Executor executor;

  @GuardedBy("this")
  private Plugin settings = new Plugin(List.of(), Duration.ZERO, false);

  @GuardedBy("this")
  private @Nullable WritePolicyPlugin plugin;

  /**
   * Creates a slot without a plugin.
   *
   * @param executor runs blocking tasks
   */
  public PluginSlot(Meters meters, Executor executor) {
    this.meters = meters;
    this.executor = executor;
  }

  /** Returns the rule that asks the program of these settings; empty if they name none. */
  synchronized Optional<EventRule> rule(Plugin wanted) {
    if (!wanted.equals(settings)) {
      WritePolicyPlugin old = plugin;
      if (old != null) {
        executor.execute(old::close); // closing may take a while
      }
      settings = wanted;
      plugin =
          wanted.command().isEmpty()
              ? null
              : new WritePolicyPlugin(
                  wanted.command(),
                  wanted.timeout(),
                  wanted.failOpen(),
                  meters,
                  executor,
                  InstantSource.system());
    }
    return Optional.ofNullable(plugin).map(AskWritePolicy::new);
  }

  @Override
  public synchronized void close() {
    if (plugin != null) {
      plugin.close();
      plugin = null;
    }
  }
}
