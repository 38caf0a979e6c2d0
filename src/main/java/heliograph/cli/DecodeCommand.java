package heliograph.cli;

import heliograph.client.Nip05;
import heliograph.event.Nip19;
import heliograph.event.Pointer;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what texts of NIP-19 name. */
@Command(
    name = "decode",
    description = {
      "Say what texts of NIP-19 name, with or without 'nostr:' in front; a NIP-05 name is looked"
          + " up.",
      "An npub, nsec, note or name comes out as hex, what holds more as a line for each part. The"
          + " texts are arguments or the lines of the input.",
      "Texts that cannot be read are named on standard error, and the exit code is 1."
    },
    mixinStandardHelpOptions = true)
final class DecodeCommand implements Callable<Integer> {
  private static final int WRONG_TOLD = 20;

  @Option(names = "--json", description = "print a JSON object for each")
  private boolean json;

  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "npub1…, nevent1… and so on")
  private List<String> texts = new ArrayList<>();

  private int wrong;
  private final Names names = new Names();

  @Override
  public Integer call() throws IOException {
    int exitCode = 0;
    for (String text : texts.isEmpty() ? EncodeCommand.lines() : texts) {
      try {
        print(parts(pointer(text)));
      } catch (IllegalArgumentException e) {
        exitCode = 1;
        if (++wrong <= WRONG_TOLD) {
          System.err.println("heliograph: " + e.getMessage());
        }
      }
    }
    if (wrong > WRONG_TOLD) {
      System.err.printf("heliograph: %,d texts in all cannot be read%n", wrong);
    }
    return exitCode;
  }

  private Pointer pointer(String text) {
    if (Nip05.isName(text)) {
      return new Pointer.Npub(names.key(text));
    }
    try {
      return Nip19.decode(text);
    } catch (IllegalArgumentException e) {
      boolean secret = text.regionMatches(true, 0, "nsec1", 0, 5);
      throw new IllegalArgumentException(
          "cannot read " + (secret ? "the nsec" : text) + ": " + e.getMessage(), e);
    }
  }

  private static JsonObject parts(Pointer pointer) {
    JsonObjectBuilder parts = Json.createObjectBuilder().add("type", pointer.prefix());
    switch (pointer) {
      case Pointer.Npub(var key) -> parts.add("pubkey", key.hex());
      case Pointer.Nsec(var hex) -> parts.add("secret", hex);
      case Pointer.Note(var id) -> parts.add("id", id.hex());
      case Pointer.Nprofile(var key, var relays) ->
          parts.add("pubkey", key.hex()).add("relays", array(relays));
      case Pointer.Nevent(var id, var relays, var author, var kind) -> {
        parts.add("id", id.hex()).add("relays", array(relays));
        author.ifPresent(key -> parts.add("author", key.hex()));
        kind.ifPresent(number -> parts.add("kind", number));
      }
      case Pointer.Naddr(var identifier, var author, var kind, var relays) ->
          parts
              .add("identifier", identifier)
              .add("author", author.hex())
              .add("kind", kind)
              .add("relays", array(relays));
    }
    return parts.build();
  }

  private static JsonArrayBuilder array(List<String> texts) {
    return Json.createArrayBuilder(texts);
  }

  private void print(JsonObject parts) {
    if (json) {
      System.out.println(parts);
    } else if (parts.size() == 2) {
      parts.forEach((name, value) -> {
        if (!name.equals("type")) {
          System.out.println(((JsonString) value).getString());
        }
      });
    } else {
      parts.forEach(DecodeCommand::print);
    }
  }

  private static void print(String name, JsonValue value) {
    if (value.getValueType() == JsonValue.ValueType.ARRAY) {
      value.asJsonArray().forEach(relay -> print("relay", relay));
    } else {
      boolean plain = value instanceof JsonString && !name.equals("identifier");
      System.out.printf("%-11s %s%n", name, plain ? ((JsonString) value).getString() : value);
    }
  }
}
