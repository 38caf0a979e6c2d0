package heliograph.jmh;

import heliograph.crypto.secp256k1.NativeSchnorr;
import heliograph.event.EventHasher;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.protocol.FilterParser;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What one event costs before it is stored: parse, hash, match, verify. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private final Samples samples = new Samples();
  private final byte[] note = samples.note();
  private final byte[] followList = samples.followList();
  private final NostrEvent parsedNote = Samples.parsed(note);
  private final NostrEvent parsedList = Samples.parsed(followList);
  private final EventHasher hasher = new EventHasher();
  private final NativeSchnorr schnorr = new NativeSchnorr();
  private final NostrFilter filter =
      new FilterParser(FilterParser.UnknownKeys.REFUSE)
          .parse(
              ("{\"kinds\":[1,3],\"#p\":[\"" + "ab".repeat(32) + "\",\"" + "cd".repeat(32) + "\"]}")
                  .getBytes(StandardCharsets.UTF_8));

  @Benchmark
  public NostrEvent parseNote() {
    return Samples.parsed(note);
  }

  @Benchmark
  public NostrEvent parseFollowList() {
    return Samples.parsed(followList);
  }

  @Benchmark
  public EventId hashNote() {
    return hasher.idOf(parsedNote);
  }

  @Benchmark
  public boolean matchNote() {
    return filter.matches(parsedNote.packed());
  }

  @Benchmark
  public boolean matchFollowList() {
    return filter.matches(parsedList.packed());
  }

  @Benchmark
  public boolean verifyNote() {
    return schnorr.verify(
        parsedNote.signature(), parsedNote.id().bytes(), parsedNote.pubkey().bytes());
  }
}
