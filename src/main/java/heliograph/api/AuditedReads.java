package heliograph.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records in the audit trail what administrators read: each path once an hour for each
 * administrator, so that a page which polls every few seconds does not fill the trail. Remembers a
 * thousand reads. Thread-safe.
 */
@ApplicationScoped
class AuditedReads {
  private static final Logger LOG = System.getLogger(AuditedReads.class.getName());
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final int MAX = 1_000;

  private record Read(String actor, String path) {}

  @Inject private AuditTrail trail;

  @GuardedBy("this")
  private final Map<Read, Long> noted = new LinkedHashMap<>();

  synchronized void note(Caller caller, String path) {
    long now = System.nanoTime();
    Read read = new Read(caller.name(), path);
    Long last = noted.get(read);
    if (last != null && now - last < HOUR) {
      return;
    }
    noted.remove(read);
    noted.put(read, now);
    if (noted.size() > MAX) {
      noted.remove(noted.keySet().iterator().next());
    }
    try {
      trail.note(caller.entry("GET " + path, JsonValue.EMPTY_JSON_ARRAY), "");
    } catch (UncheckedIOException e) {
      LOG.log(Level.ERROR, "the audit trail lacks a read of " + path, e);
    }
  }
}
