package heliograph.cli;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints the information document of a relay. */
@Command(
    name = "info",
    description = "Print a relay's information document (NIP-11): what it is and what it limits.",
    mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {
  @Mixin private RelayOptions relay;

  @Parameters(arity = "0..1", paramLabel = "URL", description = "the relay, instead of --relay")
  private @Nullable URI address;

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI wanted = RelayHttp.address(address == null ? relay.relay() : address);
    HttpRequest request =
        HttpRequest.newBuilder(wanted)
            .timeout(relay.patience())
            .header("Accept", "application/nostr+json")
            .build();
    RelayHttp.Answer answer = RelayHttp.send(request);
    if (answer.status() != 200) {
      throw new IllegalStateException(wanted + " answers HTTP status " + answer.status());
    }
    System.out.println(pretty(document(wanted, answer.body())));
    return 0;
  }

  private static JsonObject document(URI wanted, String body) {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return reader.readObject();
    } catch (JsonException e) {
      throw new IllegalStateException(wanted + " answers no information document (NIP-11)", e);
    }
  }

  private static String pretty(JsonObject document) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.writeObject(document);
    }
    return text.toString().strip();
  }
}
