package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.client.RelayDialogue;
import heliograph.protocol.FilterParser;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints events stored by a relay. */
@Command(
    name = "query",
    description = {
      "Print the stored events that filters select, as JSON lines.",
      "Their number goes to standard error, with --hints also whether the relay has more"
          + " (NIP-67).",
      "With --key it authenticates (NIP-42) when the relay asks for that; exit code 1 if it"
          + " refuses.",
      "Authors, ids and the values of #p, #e, #a and #q may be written as NIP-19 has them, keys"
          + " also as NIP-05 names.",
      "Events are printed as the relay gives them: nothing here checks a signature."
    },
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  @Mixin private RelayOptions relay;

  @Option(
      names = {"-f", "--follow"},
      description = "go on with each new event, until Ctrl-C or the end of the connection")
  private boolean follow;

  @Option(names = "--count", description = "print how many there are instead (NIP-45)")
  private boolean count;

  @Option(
      names = "--hints",
      description = "ask a Heliograph relay to say whether there is more (NIP-67)")
  private boolean hints;

  @Option(names = "--auth", description = "authenticate at once, without being asked")
  private boolean authenticate;

  @Parameters(arity = "1..*", paramLabel = "FILTER", description = "a NIP-01 filter, in JSON")
  private List<String> filters;

  private long received;

  @Override
  public Integer call() throws IOException {
    Names names = new Names();
    filters = filters.stream().map(names::filter).toList();
    if (follow && count) {
      throw new IllegalArgumentException("--follow and --count exclude each other");
    }
    try (RelayDialogue dialogue = relay.connect(relay.key());
        OutputStream out = StandardOutput.bulk()) {
      if (authenticate) {
        dialogue.authenticateAtOnce();
      }
      List<String> asked = new ArrayList<>(filters);
      if (hints) {
        asked.set(0, withHints(filters.getFirst()));
      }
      if (follow) {
        return follow(dialogue, String.join(",", asked), out);
      }
      RelayDialogue.Answer end =
          dialogue.ask(
              count ? "COUNT" : "REQ", String.join(",", asked), event -> print(out, event));
      if (end.verb().equals("CLOSED")) {
        System.err.println("closed: " + end.words(1));
        return 1;
      }
      if (count) {
        print(out, end.json(1).replace('\n', ' ').replace('\r', ' '));
      } else {
        out.flush();
        System.err.println(Counted.of(received, "event") + hint(end.json(1)));
      }
    }
    return 0;
  }

  /** Prints stored events, then new ones, until the relay or the operator ends it. */
  private int follow(RelayDialogue dialogue, String asked, OutputStream out) {
    boolean[] live = {false};
    RelayDialogue.Answer end =
        dialogue.follow(
            asked,
            event -> {
              print(out, event);
              if (live[0]) {
                flush(out);
              }
            },
            () -> {
              live[0] = true;
              flush(out);
              System.err.println(Counted.of(received, "event") + "; waiting for more, Ctrl-C ends");
            });
    flush(out);
    System.err.println("closed: " + end.words(1));
    return 1;
  }

  private static void flush(OutputStream out) {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the events", e);
    }
  }

  /** Returns the filter with the key that asks for hints. */
  private static String withHints(String filter) {
    String conditions = filter.strip().substring(1).strip();
    String key = "{\"" + FilterParser.HINTS_KEY + "\":true";
    return conditions.startsWith("}") ? key + conditions : key + "," + conditions;
  }

  private static String hint(String hints) {
    if (hints.contains("\"finish\"")) {
      return ", all there are";
    }
    return hints.contains("\"more\"") ? ", and the relay has more" : "";
  }

  private void print(OutputStream out, String line) {
    try {
      out.write(line.getBytes(UTF_8));
      out.write('\n');
      received++;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the events", e);
    }
  }
}
