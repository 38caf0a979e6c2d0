package heliograph.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Each filter as a REQ, one at a time on each connection, until its EOSE. */
final class QueryRun {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final URI relay;
  private final List<String> filters;
  private final int connections;
  private final Faults faults = new Faults();
  private final Latency latency = new Latency();
  private final RelayText text = new RelayText();
  private int next;
  private int ended;
  private long events;
  private long refused;

  /** Prepares to ask for these filters. */
  QueryRun(URI relay, List<String> filters, int connections) {
    this.relay = relay;
    this.filters = filters;
    this.connections = connections;
  }

  /** Asks and prints what came of it; true if every filter was answered. */
  boolean run() {
    try (LinkLoop loop = new LinkLoop(relay)) {
      List<Link> links = new ArrayList<>();
      List<Asker> askers = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        Asker asker = new Asker();
        askers.add(asker);
        links.add(loop.open(asker));
      }
      Publishers.await(loop, links, faults, PATIENCE_NANOS);
      long started = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        askers.get(i).ask(links.get(i));
      }
      long news = started;
      while (ended < filters.size() && System.nanoTime() - news < PATIENCE_NANOS) {
        int before = ended;
        loop.turn(TimeUnit.MILLISECONDS.toNanos(100));
        news = ended > before ? System.nanoTime() : news;
        if (faults.closed() > 0) {
          break;
        }
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "req %d of %d filters, %d refused, %d events in %.2f s = %,.0f req/s, %,.0f events/s%n",
          ended,
          filters.size(),
          refused,
          events,
          seconds,
          ended / seconds,
          events / seconds);
      System.out.println("EOSE ms " + latency.total());
      faults.reasons().forEach(reason -> System.out.println("closed: " + reason));
      return ended == filters.size() && refused == 0;
    }
  }

  private final class Asker implements LinkListener {
    private long asked;

    private void ask(Link link) {
      if (next < filters.size()) {
        asked = System.nanoTime();
        link.send("[\"REQ\",\"" + next + "\"," + filters.get(next) + "]");
        next++;
      }
    }

    @Override
    public void message(Link link, byte[] bytes, int from, int to) {
      switch (text.read(bytes, from, to)) {
        case EVENT -> events++;
        case EOSE -> {
          latency.record(System.nanoTime() - asked);
          ended++;
          link.send("[\"CLOSE\",\"" + text.number() + "\"]");
          ask(link);
        }
        case CLOSED -> {
          refused++;
          ended++;
          ask(link);
        }
        case NOTICE -> faults.closed("a query", bytes, from, to);
        case OK, COUNT, AUTH, OTHER -> {}
      }
    }

    @Override
    public void closed(Link link, String reason) {
      faults.closed("a query", reason);
    }
  }
}
