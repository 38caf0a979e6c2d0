package heliograph.bench;

import heliograph.cli.Progress;
import heliograph.config.CryptoProvider;
import heliograph.runtime.SchnorrProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what is measured, and with which events. */
final class BenchOptions {
  /** Which relay. */
  static final class Address {
    @Option(
        names = "--url",
        paramLabel = "URL",
        defaultValue = "ws://127.0.0.1:7447/",
        description = "the relay, ws: only; default ${DEFAULT-VALUE}")
    private URI url;

    URI url() {
      return url;
    }
  }

  @Mixin private Address address;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = {
        "JSON lines to publish; if there is no such file, the generated events are kept there.",
        "They are new to a relay only once."
      })
  private @Nullable Path events;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of the generated events; default: another each time")
  private @Nullable Long seed;

  URI url() {
    return address.url();
  }

  /** The events of the file, else generated ones, {@code count} at most. */
  PreparedEvents events(int count, int authors) throws IOException {
    if (events != null && Files.exists(events)) {
      System.err.println("reading " + events + " …");
      return PreparedEvents.read(events, count);
    }
    long since = System.currentTimeMillis() / 1_000 - count / 100;
    Corpus corpus =
        new Corpus(
            SchnorrProvider.of(CryptoProvider.AUTO),
            seed == null ? System.nanoTime() : seed,
            authors);
    Progress progress = new Progress("events signed", count);
    PreparedEvents signed =
        PreparedEvents.sign(corpus, count, since, done -> progress.at(done, done));
    progress.end();
    if (events != null) {
      signed.write(events);
    }
    return signed;
  }
}
