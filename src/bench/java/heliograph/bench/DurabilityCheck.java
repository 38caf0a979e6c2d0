package heliograph.bench;

import heliograph.bench.KeptEvents.Kept;
import heliograph.bench.KeptEvents.State;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks a relay for events it has acknowledged, and compares. Confined to one thread. */
final class DurabilityCheck {
  /**
   * What was found.
   *
   * @param checked events that must be there, or must be gone
   * @param missing acknowledged and not served
   * @param altered served with other bytes than were sent
   * @param resurrected deleted or replaced, acknowledged to be so, and served
   */
  record Findings(long checked, long missing, long altered, long resurrected) {
    static final Findings NONE = new Findings(0, 0, 0, 0);

    /** How many events were not as they must be. */
    long faults() {
      return missing + altered + resurrected;
    }

    Findings plus(Findings other) {
      return new Findings(
          checked + other.checked,
          missing + other.missing,
          altered + other.altered,
          resurrected + other.resurrected);
    }
  }

  private static final int IDS_PER_REQ = 400;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final KeptEvents kept;
  private final Faults faults = new Faults();
  private final RelayText text = new RelayText();
  private final Set<Long> served = new HashSet<>();
  private long altered;
  private long resurrected;
  private boolean ended;

  private DurabilityCheck(KeptEvents kept) {
    this.kept = kept;
  }

  /**
   * Asks for everything that is kept.
   *
   * @throws IllegalStateException if the relay does not answer
   */
  static Findings check(URI relay, KeptEvents kept) {
    try (LinkLoop loop = new LinkLoop(relay)) {
      return new DurabilityCheck(kept).run(loop);
    }
  }

  private Findings run(LinkLoop loop) {
    List<Kept> due = kept.all().stream().filter(one -> one.state() != State.IN_DOUBT).toList();
    Link link = loop.open(this::message);
    Publishers.await(loop, List.of(link), faults, PATIENCE_NANOS);
    for (int from = 0; from < due.size(); from += IDS_PER_REQ) {
      List<String> ids =
          due.subList(from, Math.min(due.size(), from + IDS_PER_REQ)).stream()
              .map(Kept::id)
              .toList();
      ended = false;
      link.send("[\"REQ\",\"1\",{\"ids\":[\"" + String.join("\",\"", ids) + "\"],\"limit\":400}]");
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!ended) {
        if (!link.isOpen() || System.nanoTime() - end > 0) {
          throw new IllegalStateException("the relay does not answer a REQ");
        }
        loop.turn(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
    List<Kept> wanted = new ArrayList<>(due);
    wanted.removeIf(one -> one.state() != State.THERE);
    return new Findings(due.size(), wanted.size() - served.size(), altered, resurrected);
  }

  private void message(Link link, byte[] bytes, int from, int to) {
    switch (text.read(bytes, from, to)) {
      case EVENT -> {
        Kept one = kept.find(text.eventId());
        if (one == null) {
          altered++;
        } else if (one.state() == State.GONE) {
          resurrected++;
        } else if (one.state() == State.THERE && served.add(text.eventId())) {
          altered += one.isSame(bytes, text.eventFrom(), text.eventTo()) ? 0 : 1;
        }
      }
      case EOSE -> ended = true;
      case CLOSED, NOTICE ->
          throw new IllegalStateException("the relay does not answer: " + text.message());
      case OK, COUNT, AUTH, OTHER -> {}
    }
  }
}
