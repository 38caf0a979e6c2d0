package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.NostrEvent;
import heliograph.filter.NostrFilter;
import heliograph.protocol.FilterParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The nine kinds of questions that clients ask, drawn from a {@link ScaledCorpus} while it is
 * generated: each event of it is as likely as any other to be asked for, whatever the size.
 * Confined to its caller.
 */
final class ScaledFilters {
  private static final int DRAWN = 2_000;
  private static final int TIMELINE_AUTHORS = 50;
  private static final int FOLLOWS = 100;

  /** What is asked. */
  enum Shape {
    IDS(2_000),
    PROFILE(2_000),
    TIMELINE(500),
    THREAD(2_000),
    FOLLOWS100(200),
    GLOBAL(100),
    HASHTAG(500),
    MENTIONS(1_000),
    UNTIL(500);

    private final int count;

    Shape(int count) {
      this.count = count;
    }

    String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final SplittableRandom random;
  private final String[] ids = new String[DRAWN];
  private final int[] authors = new int[DRAWN];
  private final String[] notes = new String[DRAWN];
  private long seen;
  private long notesSeen;

  ScaledFilters(long seed) {
    random = new SplittableRandom(~seed);
  }

  /** Takes one event of the corpus into account; each must be shown once. */
  void see(NostrEvent event, int author) {
    long place = seen < DRAWN ? seen : random.nextLong(seen + 1);
    seen++;
    if (place < DRAWN) {
      ids[(int) place] = event.id().hex();
      authors[(int) place] = author;
    }
    if (event.kind() == 1) {
      long notePlace = notesSeen < DRAWN ? notesSeen : random.nextLong(notesSeen + 1);
      notesSeen++;
      if (notePlace < DRAWN) {
        notes[(int) notePlace] = event.id().hex();
      }
    }
  }

  /** Writes a file of filters for each shape, one JSON filter a line. */
  void write(Path folder, ScaledCorpus corpus) throws IOException {
    Files.createDirectories(folder);
    for (Shape shape : Shape.values()) {
      Supplier<String> filter = filter(shape, corpus);
      List<String> lines = new ArrayList<>();
      while (lines.size() < shape.count) {
        lines.add(filter.get());
      }
      Files.write(file(folder, shape), lines);
    }
  }

  /** The filters of a shape that {@link #write} has written. */
  static List<NostrFilter> read(Path folder, Shape shape) throws IOException {
    FilterParser parser = new FilterParser(FilterParser.UnknownKeys.REFUSE);
    List<NostrFilter> filters = new ArrayList<>();
    for (String line : Files.readAllLines(file(folder, shape))) {
      filters.add(parser.parse(line.getBytes(UTF_8)));
    }
    return filters;
  }

  private static Path file(Path folder, Shape shape) {
    return folder.resolve(shape.title() + ".txt");
  }

  private Supplier<String> filter(Shape shape, ScaledCorpus corpus) {
    List<String> tags = List.of("nostr", "java", "gm");
    return switch (shape) {
      case IDS -> () -> "{\"ids\":[\"" + one(ids) + "\"]}";
      case PROFILE -> () -> "{\"kinds\":[0],\"authors\":[\"" + writer(corpus) + "\"],\"limit\":1}";
      case TIMELINE ->
          () ->
              "{\"kinds\":[1,6],\"authors\":" + people(corpus, TIMELINE_AUTHORS) + ",\"limit\":50}";
      case THREAD -> () -> "{\"kinds\":[1,7,9735],\"#e\":[\"" + one(notes) + "\"],\"limit\":100}";
      case FOLLOWS100 ->
          () -> "{\"kinds\":[0,3,10002],\"authors\":" + people(corpus, FOLLOWS) + "}";
      case GLOBAL -> () -> "{\"kinds\":[1],\"limit\":500}";
      case HASHTAG ->
          () ->
              "{\"kinds\":[1],\"#t\":[\""
                  + tags.get(random.nextInt(tags.size()))
                  + "\"],\"limit\":100}";
      case MENTIONS -> () -> "{\"#p\":[\"" + writer(corpus) + "\"],\"limit\":50}";
      case UNTIL ->
          () ->
              "{\"kinds\":[1],\"until\":"
                  + random.nextLong(ScaledCorpus.firstSecond() + 300_000, ScaledCorpus.lastSecond())
                  + ",\"limit\":100}";
    };
  }

  private String one(String[] drawn) {
    return drawn[random.nextInt(drawn.length)];
  }

  /** The author of some event: who writes much is asked for often. */
  private String writer(ScaledCorpus corpus) {
    return corpus.pubkey(authors[random.nextInt(authors.length)]);
  }

  /** So many different authors, whatever they write. */
  private String people(ScaledCorpus corpus, int count) {
    Set<Integer> chosen = new HashSet<>();
    while (chosen.size() < count) {
      chosen.add(random.nextInt(corpus.authors()));
    }
    return chosen.stream()
        .map(number -> "\"" + corpus.pubkey(number) + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
