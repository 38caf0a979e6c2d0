package heliograph.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Reads a relay's {@code /metrics}. Thread-safe. */
final class RelayMetrics implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * The present figures by name; those that differ in labels only are added up.
   *
   * @throws IOException if there are none to be had
   */
  Map<String, Double> read(URI metrics) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(10)).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(metrics + " answers " + answer.statusCode());
    }
    return parse(answer.body());
  }

  static Map<String, Double> parse(String text) {
    Map<String, Double> values = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int space = line.lastIndexOf(' ');
      if (space > 0 && line.charAt(0) != '#') {
        int brace = line.indexOf('{');
        String name = line.substring(0, brace > 0 ? brace : space);
        values.merge(name, Double.parseDouble(line.substring(space + 1)), Double::sum);
      }
    }
    return values;
  }

  @Override
  public void close() {
    client.close();
  }
}
