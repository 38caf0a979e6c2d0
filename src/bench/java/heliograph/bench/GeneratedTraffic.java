package heliograph.bench;

import heliograph.event.EventBuilder;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.metrics.RequestLog;
import heliograph.metrics.RequestLog.Asked;
import heliograph.metrics.RequestLog.Served;
import heliograph.metrics.RequestLog.Verb;
import heliograph.store.ChangeFeed;
import heliograph.store.FeedEntry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Generated changes and requests at a rate, to measure writers without a relay in front of them.
 *
 * <pre>
 * of 100 changes   60 notes, 30 reactions, 9 profiles, 1 list of 150 follows of which one is new
 * of 100 requests  for kinds 1 and 6 of 10 authors each; 20 events are served to each
 * </pre>
 *
 * <p>The events are not signed, for no writer asks. Confined to the writer that reads it, but for
 * {@link #lastSeq}.
 */
public final class GeneratedTraffic implements ChangeFeed {
  private static final int AUTHORS = 5_000;
  private static final int EVENTS = 20_000;
  private static final int LISTS = 500;
  private static final int FOLLOWS = 150;
  private static final int ASKED = 10;
  private static final int SERVED = 20;
  private static final int ADDRESSES = 200;
  private static final byte[] NO_SIGNATURE = new byte[64];

  private final long rate;
  private final long began;
  private final long since = System.currentTimeMillis() / 1_000;
  private final Random random = new Random(1);
  private final PublicKey[] authors = new PublicKey[AUTHORS];
  private final InetAddress[] addresses = new InetAddress[ADDRESSES];
  private final List<NostrEvent> events = new ArrayList<>();
  private long requests;

  /** Starts to count time: {@code rate} changes a second are due from now on. */
  public GeneratedTraffic(long rate) {
    this.rate = rate;
    for (int i = 0; i < AUTHORS; i++) {
      authors[i] =
          new PublicKey(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
    for (int i = 0; i < EVENTS; i++) {
      int of100 = i % 100;
      int kind = of100 < 60 ? 1 : of100 < 90 ? 7 : 0;
      List<List<String>> tags =
          kind == 7 ? List.of(List.of("p", authors[random.nextInt(AUTHORS)].hex())) : List.of();
      events.add(event(authors[random.nextInt(AUTHORS)], kind, tags, "generated " + i));
    }
    try {
      for (int i = 0; i < ADDRESSES; i++) {
        addresses[i] = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i});
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has four bytes", e);
    }
    began = System.nanoTime();
  }

  private NostrEvent event(PublicKey author, int kind, List<List<String>> tags, String content) {
    return EventBuilder.build(
        author, since + random.nextInt(60), kind, tags, content, id -> NO_SIGNATURE);
  }

  /** An author's list of follows: each time one more has come and the first has gone. */
  private NostrEvent list(long number) {
    int author = (int) (number % LISTS);
    long version = number / LISTS;
    List<List<String>> tags = new ArrayList<>(FOLLOWS);
    for (int i = 0; i < FOLLOWS; i++) {
      tags.add(List.of("p", authors[(int) ((author + 31L * (i + version)) % AUTHORS)].hex()));
    }
    return EventBuilder.build(authors[author], since + version, 3, tags, "", id -> NO_SIGNATURE);
  }

  @Override
  public long lastSeq() {
    return (long) ((System.nanoTime() - began) / 1e9 * rate);
  }

  @Override
  public List<FeedEntry> take(long after, int max, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (lastSeq() <= after && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    List<FeedEntry> entries = new ArrayList<>();
    long last = Math.min(lastSeq(), after + max);
    for (long seq = after + 1; seq <= last; seq++) {
      boolean isList = seq % 100 == 99;
      NostrEvent event = isList ? list(seq / 100) : events.get((int) (seq % EVENTS));
      entries.add(new FeedEntry.Put(seq, event));
    }
    return entries;
  }

  /** Notes the requests that are due at {@code requestRate} a second. */
  public void request(RequestLog log, long requestRate) {
    long due = (long) ((System.nanoTime() - began) / 1e9 * requestRate);
    while (requests < due) {
      InetAddress address = addresses[(int) (requests % ADDRESSES)];
      int first = (int) (requests * 7 % (AUTHORS - ASKED));
      log.note(new Asked(address, requests, Verb.REQ, new GeneratedFilter(first)));
      log.note(new Served(address, SERVED));
      requests++;
    }
  }

  /** A filter for ten authors in a row and two kinds. */
  private final class GeneratedFilter implements RequestLog.Filters {
    private final int first;

    GeneratedFilter(int first) {
      this.first = first;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public int authors(int filter) {
      return ASKED;
    }

    @Override
    public long author(int filter, int author, int word) {
      PublicKey key = authors[first + author];
      return switch (word) {
        case 0 -> key.a();
        case 1 -> key.b();
        case 2 -> key.c();
        default -> key.d();
      };
    }

    @Override
    public int kinds(int filter) {
      return 2;
    }

    @Override
    public int kind(int filter, int index) {
      return index == 0 ? 1 : 6;
    }
  }
}
