package heliograph.cli;

import heliograph.archive.KeptAuthors;
import heliograph.config.RelayConfig;
import heliograph.control.ControlClient;
import heliograph.control.ImportAnswer;
import heliograph.crypto.Schnorr;
import heliograph.event.EventHasher;
import heliograph.event.NostrEvent;
import heliograph.event.PublicKey;
import heliograph.ingest.Ingest;
import heliograph.ingest.IngestOutcome;
import heliograph.ingest.RequestHandler;
import heliograph.ingest.Source;
import heliograph.metrics.InMemoryMeters;
import heliograph.policy.CurrentPolicy;
import heliograph.policy.Moderation;
import heliograph.policy.PluginSlot;
import heliograph.policy.TrustedFollowers;
import heliograph.policy.TrustedKeys;
import heliograph.runtime.SchnorrProvider;
import heliograph.runtime.Threads;
import heliograph.store.StoreException;
import heliograph.store.lmdb.LmdbEventStore;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** The target of an import: the store itself, the relay that has it open, or none. */
sealed interface ImportTarget extends AutoCloseable {
  /** The maximum number of unanswered events. */
  int UNANSWERED_MAX = 20_000;

  /** Submits a well-formed event; {@code reply} is called once, on any thread. */
  void submit(NostrEvent event, byte[] json, int from, int to, Consumer<ImportAnswer> reply)
      throws IOException, InterruptedException;

  /** Waits until all events submitted have been answered and are durable. */
  void drain() throws IOException, InterruptedException;

  /** Returns a sentence for the operator. */
  String description();

  @Override
  void close() throws IOException;

  /** Returns the store if no process has it open, otherwise the relay that has. */
  static ImportTarget open(RelayConfig config, Source source) throws IOException {
    try {
      return new Direct(config, source);
    } catch (StoreException e) {
      if (!String.valueOf(e.getMessage()).contains("another process")) {
        throw e;
      }
      try {
        return new Relayed(config, source);
      } catch (IOException unreachable) {
        throw new StoreException(e.getMessage() + ", which takes no import", unreachable);
      }
    }
  }

  /** Writes directly into the store, in large batches. */
  final class Direct implements ImportTarget {
    private final LmdbEventStore store;
    private final Ingest ingest;
    private final Source source;
    private final Semaphore unanswered = new Semaphore(UNANSWERED_MAX);

    Direct(RelayConfig config, Source source) {
      this.source = source;
      Clock clock = Clock.systemUTC();
      InMemoryMeters meters = new InMemoryMeters();
      store =
          new LmdbEventStore(
              config.fixed().store().forBulkWriting(),
              KeptAuthors.keeping(config.fixed().archive(), new TrustedKeys(config)),
              clock,
              meters,
              Threads.platform("writer"));
      ingest =
          new Ingest(
              store,
              SchnorrProvider.of(config.fixed().crypto()),
              new CurrentPolicy(
                  config,
                  Moderation.NONE,
                  new PublicKey(0, 0, 0, 0),
                  new PluginSlot(meters, Runnable::run),
                  TrustedFollowers.UNKNOWN,
                  meters,
                  System::nanoTime),
              (from, event, delivered) -> false,
              RequestHandler.NONE,
              clock,
              meters,
              Threads.platform("verify"),
              Runtime.getRuntime().availableProcessors(),
              UNANSWERED_MAX,
              config.fixed().memory().verifyQueueMax());
    }

    @Override
    public void submit(
        NostrEvent event, byte[] json, int from, int to, Consumer<ImportAnswer> reply)
        throws InterruptedException {
      unanswered.acquire();
      ingest.submitWaiting(
          event,
          source,
          outcome -> {
            reply.accept(ImportAnswer.of(outcome));
            unanswered.release(); // last, because drain() promises that every reply was called
          });
    }

    @Override
    public void drain() throws InterruptedException {
      unanswered.acquire(UNANSWERED_MAX);
      unanswered.release(UNANSWERED_MAX);
    }

    @Override
    public String description() {
      return "into the store";
    }

    @Override
    public void close() {
      ingest.close();
      store.close();
    }
  }

  /** Sends events through the control socket of a running relay. */
  final class Relayed implements ImportTarget {
    private final ControlClient client;

    Relayed(RelayConfig config, Source source) throws IOException {
      client = new ControlClient(config.fixed().data(), source);
    }

    @Override
    public void submit(
        NostrEvent event, byte[] json, int from, int to, Consumer<ImportAnswer> reply)
        throws IOException, InterruptedException {
      client.send(json, from, to - from, reply);
    }

    @Override
    public void drain() throws IOException, InterruptedException {
      client.drain();
    }

    @Override
    public String description() {
      return "through the running relay";
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }

  /** Checks ids and signatures and changes nothing. */
  final class DryRun implements ImportTarget {
    private static final ImportAnswer GOOD = new ImportAnswer(IngestOutcome.Result.STORED, "");

    private final Schnorr schnorr;
    private final Source source;
    private final Semaphore unanswered = new Semaphore(UNANSWERED_MAX);
    private final ExecutorService checkers =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), Threads.platform("verify"));

    DryRun(RelayConfig config, Source source) {
      schnorr = SchnorrProvider.of(config.fixed().crypto());
      this.source = source;
    }

    @Override
    public void submit(
        NostrEvent event, byte[] json, int from, int to, Consumer<ImportAnswer> reply)
        throws InterruptedException {
      unanswered.acquire();
      checkers.execute(() -> {
        reply.accept(check(event));
        unanswered.release();
      });
    }

    private ImportAnswer check(NostrEvent event) {
      if (!new EventHasher().isId(event)) {
        return bad("invalid: id is not the hash of the event's content");
      }
      boolean genuine =
          source == Source.TRUSTED_IMPORT
              || schnorr.verify(event.signature(), event.id().bytes(), event.pubkey().bytes());
      return genuine ? GOOD : bad("invalid: the signature does not verify");
    }

    private static ImportAnswer bad(String words) {
      return new ImportAnswer(IngestOutcome.Result.REJECTED, words);
    }

    @Override
    public void drain() throws InterruptedException {
      unanswered.acquire(UNANSWERED_MAX);
      unanswered.release(UNANSWERED_MAX);
    }

    @Override
    public String description() {
      return "nowhere (dry run)";
    }

    @Override
    public void close() {
      checkers.shutdown();
    }
  }
}
