package heliograph.subscription;

import static heliograph.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.event.PackedEvent;
import heliograph.event.PublicKey;
import heliograph.filter.NostrFilter;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.Requester;
import heliograph.protocol.FilterParser;
import heliograph.protocol.FilterParser.UnknownKeys;
import heliograph.protocol.MessagePrefix;
import heliograph.protocol.RelayMessage;
import heliograph.protocol.SubscriptionId;
import heliograph.search.Search;
import heliograph.search.SpamAuthors;
import heliograph.store.lmdb.LmdbEventStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two relays that differ only in what an anonymous client may not see: private messages, gift
 * wraps, and events of a banned author. Every answer to every question must be the same text.
 */
class WithheldEventsTest {
  private static final FilterParser FILTERS =
      new FilterParser(UnknownKeys.REFUSE, FilterParser.Search.ON);
  private static final long T = 1_700_000_000;
  private static final List<String> KEYS =
      List.of("a1".repeat(32), "a2".repeat(32), "a3".repeat(32), "a4".repeat(32));
  private static final String BANNED = KEYS.getLast();
  private static final SubscriptionId ID = new SubscriptionId("q");

  @TempDir private Path folder;
  private final Random random = new Random(Long.getLong("heliograph.seed", 20_261_126));
  private final List<NostrEvent> open = new ArrayList<>();
  private final List<NostrEvent> withheld = new ArrayList<>();
  private long number;

  /** A relay without its wire. */
  private static final class Side implements AutoCloseable {
    private final CurrentPolicy policy;
    private final LmdbEventStore store;
    private final Search search;
    private final Subscriptions subscriptions;

    Side(Path directory) {
      InMemoryMeters meters = new InMemoryMeters();
      RelayConfig config =
          RelayConfig.read(key ->
              Optional.ofNullable(
                  Map.of(
                          "heliograph.data", directory.toString(),
                          "heliograph.store.durability", "none",
                          "heliograph.limits.limit-default", "40",
                          "heliograph.count.exact-max", "300")
                      .get(key)));
      policy =
          new CurrentPolicy(
              config,
              Moderation.NONE,
              new PublicKey(1, 2, 3, 4),
              new PluginSlot(meters, Runnable::run),
              key -> 0,
              meters,
              System::nanoTime);
      PublicKey banned = PublicKey.parse(BANNED);
      policy.apply(Moderation.NONE.edited(draft -> draft.bannedPubkeys.put(banned, "")));
      store = new LmdbEventStore(config.fixed().store(), Clock.systemUTC(), meters, Side::thread);
      search =
          new Search(directory.resolve("search"), store, SpamAuthors.NOBODY, meters, Side::thread);
      subscriptions =
          new Subscriptions(
              store,
              policy,
              OnDemandEvents.NONE,
              search,
              Clock.systemUTC(),
              meters,
              Side::thread,
              1);
    }

    private static Thread thread(Runnable task) {
      return Thread.ofPlatform().daemon().unstarted(task);
    }

    void put(List<NostrEvent> events) throws InterruptedException {
      CountDownLatch done = new CountDownLatch(events.size());
      events.forEach(event -> store.write(event, result -> done.countDown()));
      assertThat(done.await(3, TimeUnit.MINUTES)).isTrue();
    }

    private static String next(Answers client) throws InterruptedException {
      RelayMessage message = client.messages.poll(3, TimeUnit.MINUTES);
      assertThat(message).isNotNull();
      return message == null ? "" : message.text();
    }

    List<String> req(List<NostrFilter> filters) throws InterruptedException {
      Answers client = new Answers();
      Subscription subscription =
          subscriptions.open(
              ID,
              policy.requests().limited(filters),
              Hinting.COMPLETENESS,
              Requester.OPERATOR,
              client,
              () -> {});
      List<String> answer = new ArrayList<>();
      do {
        answer.add(next(client));
      } while (!answer.getLast().startsWith("[\"EOSE\"")
          && !answer.getLast().startsWith("[\"CLOSED\""));
      subscriptions.close(subscription);
      return answer;
    }

    String count(List<NostrFilter> filters) throws InterruptedException {
      Answers client = new Answers();
      subscriptions.count(ID, filters, Requester.OPERATOR, client, () -> {});
      return next(client);
    }

    /** The ids that a reconciliation works with. */
    List<EventId> gathered(NostrFilter filter) {
      CompletableFuture<List<EventId>> done = new CompletableFuture<>();
      List<EventId> ids = Collections.synchronizedList(new ArrayList<>());
      Collector collector =
          new Collector() {
            @Override
            public boolean take(PackedEvent event) {
              return ids.add(event.id());
            }

            @Override
            public boolean isOver() {
              return false;
            }

            @Override
            public void ended() {
              done.complete(ids);
            }

            @Override
            public void failed(MessagePrefix prefix, String sentence) {
              done.completeExceptionally(new AssertionError(sentence));
            }
          };
      subscriptions.gather(
          filter.withLimit(filter.namedLimit().orElse(-1)),
          Requester.OPERATOR,
          collector,
          new Answers());
      return done.orTimeout(3, TimeUnit.MINUTES).join();
    }

    @Override
    public void close() {
      subscriptions.close();
      search.close();
      store.close();
    }
  }

  private String key() {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private String tags() {
    return switch (random.nextInt(4)) {
      case 0 -> "[]";
      case 1 -> "[[\"p\",\"" + key() + "\"]]";
      case 2 -> "[[\"p\",\"" + key() + "\"],[\"p\",\"" + key() + "\"]]";
      default -> "[[\"t\",\"x" + random.nextInt(3) + "\"],[\"e\",\"" + "ab".repeat(32) + "\"]]";
    };
  }

  private NostrEvent secret() {
    int kind = random.nextBoolean() ? 4 : random.nextBoolean() ? 1_059 : 1;
    String author = kind == 1 ? BANNED : key();
    long at = T + random.nextInt(60);
    return UnsignedEvents.event(++number, author, kind, at, tags());
  }

  private NostrEvent visible() {
    String author = KEYS.get(random.nextInt(KEYS.size() - 1));
    int kind = List.of(1, 1, 7, 9_735, 30_023).get(random.nextInt(5));
    return UnsignedEvents.event(++number, author, kind, T + random.nextInt(60), tags());
  }

  private String id() {
    List<NostrEvent> of = random.nextBoolean() ? open : withheld;
    return "\"" + of.get(random.nextInt(of.size())).id().hex() + "\"";
  }

  private NostrFilter filter(boolean searches) {
    List<String> parts = new ArrayList<>();
    if (random.nextInt(6) == 0) {
      parts.add("\"ids\":[" + id() + "," + id() + "," + id() + "]");
    }
    if (random.nextInt(3) == 0) {
      parts.add("\"authors\":[\"" + key() + "\",\"" + key() + "\"]");
    }
    if (random.nextInt(3) == 0) {
      parts.add("\"#p\":[\"" + key() + "\"" + (random.nextBoolean() ? ",\"" + key() + "\"]" : "]"));
    }
    if (random.nextInt(5) == 0) {
      parts.add("\"#t\":[\"x" + random.nextInt(4) + "\"]");
    }
    if (random.nextInt(3) == 0) {
      parts.add(
          "\"kinds\":"
              + List.of("[1,4]", "[1,1059]", "[4]", "[1059]", "[1,4,7,1059]", "[1]")
                  .get(random.nextInt(6)));
    }
    if (random.nextInt(3) == 0) {
      parts.add("\"until\":" + (T + random.nextInt(60)));
    }
    if (random.nextInt(3) == 0) {
      parts.add("\"since\":" + (T + random.nextInt(60)));
    }
    if (random.nextInt(3) > 0) {
      parts.add("\"limit\":" + List.of(1, 1, 2, 3, 9, 10, 30).get(random.nextInt(7)));
    }
    if (searches) {
      parts.add("\"search\":\"apple\"");
    }
    return FILTERS.parse(("{" + String.join(",", parts) + "}").getBytes(UTF_8));
  }

  @Test
  void answers_ofTwoRelaysThatDifferInWithheldEvents_areTheSame() throws Exception {
    for (int i = 0; i < 700; i++) {
      open.add(visible());
      withheld.add(secret());
    }
    List<NostrEvent> all = new ArrayList<>(open);
    all.addAll(withheld);
    Collections.shuffle(all, random);
    try (Side without = new Side(folder.resolve("without"));
        Side with = new Side(folder.resolve("with"))) {
      with.put(all);
      without.put(all.stream().filter(open::contains).toList());
      compare(without, with, 3_000, false);
      for (Side side : List.of(without, with)) {
        eventually(
            "side.search.show() to be at least side.store.feed().lastSeq()",
            () -> side.search.show(),
            found -> found >= side.store.feed().lastSeq());
      }
      compare(without, with, 200, true);
    }
  }

  private void compare(Side without, Side with, int questions, boolean searches)
      throws InterruptedException {
    for (int i = 0; i < questions; i++) {
      List<NostrFilter> filters = new ArrayList<>();
      for (int k = random.nextInt(4) == 0 ? 2 : 0; k >= 0; k--) {
        filters.add(filter(searches && k == 0));
      }
      assertThat(with.req(filters)).as("REQ %s", filters).isEqualTo(without.req(filters));
      assertThat(with.count(filters)).as("COUNT %s", filters).isEqualTo(without.count(filters));
      if (!searches) {
        assertThat(with.gathered(filters.getFirst()))
            .as("NEG %s", filters)
            .isEqualTo(without.gathered(filters.getFirst()));
      }
    }
  }

  /** The questions that told who wrote to whom, to the second. */
  @Test
  void eose_ofAWindowThatHoldsOnlyAPrivateMessage_isThatOfAnEmptyOne() throws Exception {
    NostrEvent message =
        UnsignedEvents.event(1, KEYS.get(0), 4, T, "[[\"p\",\"" + KEYS.get(1) + "\"]]");
    open.add(UnsignedEvents.event(2, KEYS.get(0), 1, T - 500, "[]"));
    try (Side without = new Side(folder.resolve("without"));
        Side with = new Side(folder.resolve("with"))) {
      without.put(open);
      with.put(List.of(open.getFirst(), message));
      String window =
          "{\"authors\":[\"%s\"],\"#p\":[\"%s\"],\"kinds\":[1,4],\"since\":%d,\"until\":%d,\"limit\":1}"
              .formatted(KEYS.get(0), KEYS.get(1), T - 10, T + 10);
      List<NostrFilter> asked = List.of(FILTERS.parse(window.getBytes(UTF_8)));
      assertThat(with.req(asked)).isEqualTo(without.req(asked));
    }
  }

  /** After the limit, hundreds of withheld events must not use up the look for one more. */
  @Test
  void eose_afterTheLimit_doesNotDependOnWhatIsWithheldBehindIt() throws Exception {
    List<NostrEvent> shown = new ArrayList<>();
    shown.add(UnsignedEvents.event(1, KEYS.get(0), 1, T + 5_000, "[[\"t\",\"x\"]]"));
    shown.add(UnsignedEvents.event(2, KEYS.get(0), 1, T, "[[\"t\",\"x\"]]"));
    List<NostrEvent> all = new ArrayList<>(shown);
    for (int i = 0; i < 600; i++) {
      all.add(UnsignedEvents.event(10 + i, KEYS.get(0), 4, T + 100 + i, "[]"));
    }
    try (Side without = new Side(folder.resolve("without"));
        Side with = new Side(folder.resolve("with"))) {
      without.put(shown);
      with.put(all);
      String asked = "{\"authors\":[\"" + KEYS.get(0) + "\"],\"#t\":[\"x\"],\"limit\":";
      for (int limit = 1; limit <= 2; limit++) {
        List<NostrFilter> filters = List.of(FILTERS.parse((asked + limit + "}").getBytes(UTF_8)));
        assertThat(with.req(filters)).isEqualTo(without.req(filters));
      }
    }
  }
}
