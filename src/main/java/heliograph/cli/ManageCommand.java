package heliograph.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.crypto.RelayKey;
import heliograph.event.Kinds;
import heliograph.event.NostrEvent;
import heliograph.event.Sha256;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls a method of a relay's management with a signed request. */
@Command(
    name = "manage",
    description = {
      "Call a method of a relay's management (NIP-86), signed by an administrator's key (NIP-98).",
      "Prints the result as JSON; exit code 1 if there is none. KEY is hex, an npub, an nprofile or"
          + " a NIP-05 name, ID is hex, a note or an nevent.",
      "For example: manage --key admin.key banpubkey npub1… \"spam\"; manage --key admin.key"
          + " allowkind 7."
    },
    footerHeading = "%nMethods of Heliograph, for members and roles only where there are any:%n",
    mixinStandardHelpOptions = true)
final class ManageCommand implements Callable<Integer> {
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,8})");
  private static final String CONTENT_TYPE = "application/nostr+json+rpc";

  @Mixin private RelayOptions relay;

  @Spec
  void describe(CommandSpec command) {
    command.usageMessage().footer(ManagementCatalog.help().toArray(String[]::new));
  }

  @Parameters(index = "0", paramLabel = "METHOD", description = "the method's name")
  private String method;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PARAM",
      description = {
        "its parameters: whole numbers are numbers, what begins with \", [ or { is JSON, all else"
            + " is text"
      })
  private List<String> params = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    RelayKey key = relay.keyOrDefault();
    JsonArrayBuilder array = Json.createArrayBuilder();
    ManagementCatalog.read(method, params, new Names()).forEach(param -> array.add(value(param)));
    byte[] body =
        Json.createObjectBuilder()
            .add("method", method)
            .add("params", array)
            .build()
            .toString()
            .getBytes(UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(RelayHttp.address(relay.relay()))
            .timeout(relay.patience())
            .header("Content-Type", CONTENT_TYPE)
            .header("Authorization", proof(key, RelayHttp.address(relay.named()), body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    RelayHttp.Answer response = RelayHttp.send(request);
    JsonObject answer = object(response);
    JsonValue result = answer.get("result");
    if (failed(answer) || result == null || response.status() >= 400) {
      String reason = text(answer.get("error"), "HTTP status " + response.status());
      System.err.println(FaultText.clean("refused: " + reason));
      return 1;
    }
    System.out.println(result);
    return 0;
  }

  /**
   * Returns whether an answer reports an error; some relays send an empty error with a valid
   * result.
   */
  private static boolean failed(JsonObject answer) {
    return !text(answer.get("error"), "").isEmpty();
  }

  private static String text(@Nullable JsonValue value, String otherwise) {
    return switch (value) {
      case null -> otherwise;
      case JsonString string -> string.getString();
      case JsonValue any -> any.getValueType() == JsonValue.ValueType.NULL ? otherwise : "" + any;
    };
  }

  private static JsonObject object(RelayHttp.Answer response) {
    try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
      return reader.readObject();
    } catch (JsonException e) {
      throw new IllegalStateException(
          "the relay gave no NIP-86 answer, but HTTP status " + response.status(), e);
    }
  }

  private static JsonValue value(String param) {
    if (NUMBER.matcher(param).matches()) {
      return Json.createValue(Integer.parseInt(param));
    }
    if (param.startsWith("\"") || param.startsWith("[") || param.startsWith("{")) {
      try (JsonReader reader = Json.createReader(new StringReader(param))) {
        return reader.readValue();
      } catch (JsonException e) {
        throw new IllegalArgumentException("not JSON: " + param, e);
      }
    }
    return Json.createValue(param);
  }

  private static String proof(RelayKey key, URI address, byte[] body) {
    String payload = Sha256.hex(body);
    NostrEvent event =
        key.sign(
            Kinds.HTTP_AUTHENTICATION,
            System.currentTimeMillis() / 1_000,
            List.of(
                List.of("u", address.toString()),
                List.of("method", "POST"),
                List.of("payload", payload),
                List.of("nonce", Long.toString(System.nanoTime()))),
            "");
    return "Nostr " + Base64.getEncoder().encodeToString(event.json());
  }
}
