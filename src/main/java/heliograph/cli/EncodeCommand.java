package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.event.Nip19;
import heliograph.event.Pointer;
import heliograph.event.PublicKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes keys, ids and addresses in the forms of NIP-19. */
@Command(
    name = "encode",
    description = {
      "Write keys, ids and addresses as NIP-19 has them, one a line.",
      "KEY is hex, an npub, an nprofile or a NIP-05 name, ID is hex, a note or an nevent, ADDRESS"
          + " is KIND:KEY:IDENTIFIER. Without a value they are read from the input, one a line; a"
          + " secret key should be, for other users of a machine can see arguments.",
      "For example: encode npub bob@example.com; encode nevent --relay wss://relay.example.com ID;"
          + " encode naddr 30023:KEY:my-article; encode nsec <nostr.key"
    },
    mixinStandardHelpOptions = true)
final class EncodeCommand implements Callable<Integer> {
  /** The forms that can be written. */
  private enum Form {
    NPUB,
    NSEC,
    NOTE,
    NPROFILE,
    NEVENT,
    NADDR;

    /** Returns the name as it is typed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--relay",
      paramLabel = "URL",
      description = "where it may be found, for nprofile, nevent and naddr; may be repeated")
  private List<String> relays = new ArrayList<>();

  @Option(names = "--author", paramLabel = "KEY", description = "the author, for nevent")
  private @Nullable String author;

  @Option(names = "--kind", paramLabel = "KIND", description = "the kind, for nevent")
  private @Nullable Integer kind;

  @Parameters(
      index = "0",
      paramLabel = "FORM",
      description = "npub, nsec, note, nprofile, nevent or naddr")
  private Form form;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "VALUE",
      description = "a KEY, an ID or an ADDRESS")
  private List<String> values = new ArrayList<>();

  private final Names names = new Names();

  @Override
  public Integer call() throws IOException {
    boolean related = form == Form.NPROFILE || form == Form.NEVENT || form == Form.NADDR;
    if (!relays.isEmpty() && !related || (author != null || kind != null) && form != Form.NEVENT) {
      throw new IllegalArgumentException("an " + form + " holds no such thing; see --help");
    }
    for (String value : values.isEmpty() ? lines() : values) {
      System.out.println(Nip19.encode(pointer(value)));
    }
    return 0;
  }

  /** Returns the lines of the input that are not empty. */
  static List<String> lines() throws IOException {
    return new BufferedReader(new InputStreamReader(System.in, UTF_8))
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private Pointer pointer(String value) {
    return switch (form) {
      case NPUB -> new Pointer.Npub(names.key(value));
      case NSEC -> secret(value);
      case NOTE -> new Pointer.Note(names.id(value));
      case NPROFILE -> new Pointer.Nprofile(names.key(value), relays);
      case NEVENT ->
          new Pointer.Nevent(
              names.id(value),
              relays,
              Optional.ofNullable(author).map(names::key),
              kind == null ? OptionalInt.empty() : OptionalInt.of(kind));
      case NADDR -> address(names.address(value));
    };
  }

  private static Pointer secret(String value) {
    return Nip19.isCandidate(value) && Nip19.decode(value) instanceof Pointer.Nsec given
        ? given
        : new Pointer.Nsec(value);
  }

  private Pointer address(String address) {
    String[] parts = address.split(":", 3);
    return new Pointer.Naddr(
        parts[2], PublicKey.parse(parts[1]), Integer.parseInt(parts[0]), relays);
  }
}
