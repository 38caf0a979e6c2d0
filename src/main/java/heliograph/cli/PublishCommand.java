package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.client.RelayDialogue;
import heliograph.crypto.RelayKey;
import heliograph.event.EventBuilder;
import heliograph.event.EventId;
import heliograph.event.NostrEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs and publishes an event, or publishes events that are already signed. */
@Command(
    name = "publish",
    description = {
      "Sign an event and publish it, or publish events that are signed already.",
      "Authenticates (NIP-42) when the relay asks for that.",
      "Prints 'accepted' or 'refused', the event's id and what the relay said; exit code 1 if any"
          + " was refused."
    },
    mixinStandardHelpOptions = true)
final class PublishCommand implements Callable<Integer> {
  private static final int POW_MAX = 40;
  private static final int CONTENT_BYTES_MAX = 1 << 20;
  private static final String NO_CONTENT =
      "no content: give it as an argument or pipe it in; '' publishes an event without any";

  @Mixin private RelayOptions relay;

  @Option(
      names = "--kind",
      paramLabel = "N",
      defaultValue = "1",
      description = "default: ${DEFAULT-VALUE}")
  private int kind;

  @Option(
      names = "--tag",
      paramLabel = "NAME=VALUE[,MORE]",
      description =
          "a tag with its values, or its name alone; may be repeated. The value of p, e, a and q"
              + " may be written as NIP-19 has it, a key also as a NIP-05 name")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--pow",
      paramLabel = "BITS",
      defaultValue = "0",
      description = "leading zero bits to mine for (NIP-13), up to " + POW_MAX)
  private int pow;

  @Option(names = "--print", description = "print the signed event and publish nothing")
  private boolean printOnly;

  @Option(names = "--auth", description = "authenticate at once, without being asked")
  private boolean authenticate;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONTENT",
      description =
          "the content, '' for none; without it the input is the content, and with - the input is"
              + " signed events as JSON lines")
  private @Nullable String given;

  private boolean refused;

  @Override
  public Integer call() throws IOException {
    boolean signed = "-".equals(given);
    Optional<RelayKey> key = signed ? relay.key() : Optional.of(relay.keyOrDefault());
    if (pow < 0 || pow > POW_MAX) {
      throw new IllegalArgumentException("--pow must be from 0 to " + POW_MAX + ": " + pow);
    }
    Iterator<NostrEvent> events =
        signed
            ? new EventLines(
                new BufferedReader(
                    new InputStreamReader(
                        ImportInput.open(System.in, "-", "publish -").in(), UTF_8)))
            : List.of(event(key.orElseThrow(), content())).iterator();
    if (printOnly) {
      events.forEachRemaining(event -> System.out.println(new String(event.json(), UTF_8)));
      return 0;
    }
    try (RelayDialogue dialogue = relay.connect(key)) {
      if (authenticate) {
        dialogue.authenticateAtOnce();
      }
      dialogue.publish(events, this::print);
    }
    return refused ? 1 : 0;
  }

  private void print(RelayDialogue.Ok ok) {
    refused |= !ok.accepted();
    String line = (ok.accepted() ? "accepted " : "refused ") + ok.id() + " " + ok.text();
    System.out.println(line.strip());
  }

  /**
   * Returns the content from the arguments or, without one, from the input, without the line feed
   * at its end.
   */
  private String content() throws IOException {
    if (given != null) {
      return given;
    }
    if (Boolean.getBoolean("heliograph.input-terminal")) {
      throw new IllegalArgumentException(NO_CONTENT);
    }
    byte[] input = System.in.readNBytes(CONTENT_BYTES_MAX + 1);
    if (input.length > CONTENT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "the input is longer than " + CONTENT_BYTES_MAX + " bytes, too long for an event");
    }
    String text = text(input);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(NO_CONTENT);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static String text(byte[] input) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the input is not text in UTF-8", e);
    }
  }

  private NostrEvent event(RelayKey key, String content) {
    List<List<String>> all = new ArrayList<>();
    Names names = new Names();
    tags.forEach(tag -> all.add(names.tag(tag(tag))));
    long now = System.currentTimeMillis() / 1_000;
    if (pow > 0) {
      all.add(nonce(key, now, all, content));
    }
    return key.sign(kind, now, all, content);
  }

  private static List<String> tag(String text) {
    int sign = text.indexOf('=');
    List<String> tag = new ArrayList<>(List.of(sign < 0 ? text : text.substring(0, sign)));
    if (sign >= 0) {
      tag.addAll(Arrays.asList(text.substring(sign + 1).split(",", -1)));
    }
    return tag;
  }

  /** Returns the nonce tag with which the event's id has the required difficulty. */
  private List<String> nonce(
      RelayKey key, long createdAt, List<List<String>> given, String content) {
    List<List<String>> all = new ArrayList<>(given);
    byte[] unsigned = new byte[64];
    for (long attempt = 0; ; attempt++) {
      List<String> nonce = List.of("nonce", Long.toString(attempt), Integer.toString(pow));
      all.add(nonce);
      EventId id =
          EventBuilder.build(key.publicKey(), createdAt, kind, all, content, ignored -> unsigned)
              .id();
      if (Long.numberOfLeadingZeros(id.a()) >= pow) {
        return nonce;
      }
      all.removeLast();
    }
  }
}
