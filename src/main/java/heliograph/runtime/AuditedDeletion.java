package heliograph.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.api.AuditTrail;
import heliograph.config.RelayConfig;
import heliograph.control.ControlCommand;
import heliograph.event.EventId;
import heliograph.filter.NostrFilter;
import heliograph.filter.Visibility;
import heliograph.protocol.FilterParser;
import heliograph.store.EventScan;
import heliograph.store.EventStore;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Deletes the stored events that a filter selects, for a user that owns the files of the store:
 * through the running relay, or with the store's lock. The events may be stored again later. The
 * deletion is in the audit trail before it begins and when it has ended. Thread-safe.
 *
 * <pre>
 * argument  count {filter} | now {filter}
 * answer    matching N             events that are deleted, or would be
 *           deleted N              so far, with "now" only; each batch is durable
 *           done N | refused sentence
 * </pre>
 */
public final class AuditedDeletion implements ControlCommand {
  private static final int BATCH = 1_000;
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final String NOW = "now ";
  private static final String COUNT = "count ";

  private final EventStore store;
  private final AuditTrail audit;

  AuditedDeletion(EventStore store, AuditTrail audit) {
    this.store = store;
    this.audit = audit;
  }

  /** Returns the command for a store that no relay has open. */
  public static AuditedDeletion offline(RelayConfig config, EventStore store) {
    return new AuditedDeletion(
        store, new AuditTrail(config.fixed().data().resolve("audit.jsonl"), Clock.systemUTC()));
  }

  @Override
  public void run(String argument, Answer answer) throws IOException {
    boolean now = argument.startsWith(NOW);
    try {
      String json = json(argument);
      NostrFilter filter = parse(json);
      answer.line("matching " + count(filter));
      answer.line("done " + (now ? delete(json, filter, answer) : 0));
    } catch (IllegalArgumentException e) {
      answer.line("refused " + e.getMessage());
    }
  }

  private static String json(String argument) {
    for (String verb : new String[] {NOW, COUNT}) {
      if (argument.startsWith(verb)) {
        return argument.substring(verb.length());
      }
    }
    throw new IllegalArgumentException("say 'count' or 'now', and a filter");
  }

  private static NostrFilter parse(String json) {
    NostrFilter filter = read(json);
    if (filter.namedLimit().isPresent()) {
      throw new IllegalArgumentException("a filter with a limit selects other events each time");
    }
    if (filter.equals(NostrFilter.EVERYTHING)) {
      throw new IllegalArgumentException(
          "this selects every event: stop the relay and remove the folder events instead");
    }
    return filter;
  }

  private static NostrFilter read(String json) {
    try {
      return new FilterParser(FilterParser.UnknownKeys.REFUSE).parse(json.getBytes(UTF_8));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a filter: " + e.getMessage(), e);
    }
  }

  private long count(NostrFilter filter) {
    long[] found = {0};
    scan(filter)
        .toEnd(
            event -> {
              found[0]++;
              return true;
            },
            SLICE);
    return found[0];
  }

  private EventScan scan(NostrFilter filter) {
    return store.scan(List.of(filter), Visibility.EVERYTHING);
  }

  private long delete(String json, NostrFilter filter, Answer answer) throws IOException {
    long begun = audit.begin(entry(json, 0));
    long deleted = 0;
    String error = "the relay or the command was stopped";
    try {
      EventScan scan = scan(filter);
      List<EventId> batch = new ArrayList<>();
      boolean ended = false;
      while (!ended) {
        ended =
            scan.resume(
                event -> {
                  batch.add(event.id());
                  return batch.size() < BATCH;
                },
                SLICE);
        if (batch.size() >= BATCH || ended && !batch.isEmpty()) {
          deleted += store.remove(batch);
          batch.clear();
          answer.line("deleted " + deleted);
        }
      }
      error = "";
      return deleted;
    } finally {
      audit.end(begun, entry(json, deleted), error);
    }
  }

  private static AuditTrail.Entry entry(String filter, long deleted) {
    JsonObject detail =
        Json.createObjectBuilder().add("filter", filter).add("deleted", deleted).build();
    return new AuditTrail.Entry("command line", "", "", "delete", detail, "");
  }
}
