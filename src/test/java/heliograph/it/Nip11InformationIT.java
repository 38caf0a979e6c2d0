package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** NIP-11, the landing page, health and metrics: plain HTTP at the relay's address. */
class Nip11InformationIT extends ShippedWar {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpResponse<String> ask(String method, String path, String accept)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(http(path))
            .method(method, BodyPublishers.noBody())
            .header("Accept", accept)
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static void assertCors(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(response.headers().firstValue("Access-Control-Allow-Headers")).isPresent();
    assertThat(response.headers().firstValue("Access-Control-Allow-Methods")).isPresent();
  }

  @Test
  void get_acceptingNostrJson_isTheDocument() throws Exception {
    for (String accept :
        new String[] {
          "application/nostr+json",
          "text/html, application/nostr+json;q=0.5",
          "Application/Nostr+JSON"
        }) {
      HttpResponse<String> response = ask("GET", "/", accept);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/nostr+json");
      assertCors(response);
      JsonObject document = Json.createReader(new StringReader(response.body())).readObject();
      assertThat(document.getJsonArray("supported_nips").toString())
          .isEqualTo("[1,9,11,17,40,42,45,50,59,62,65,67,70,77,78]");
      JsonObject limits = document.getJsonObject("limitation");
      assertThat(limits.getInt("max_message_length")).isEqualTo(2_097_152);
      assertThat(limits.getInt("max_subscriptions")).isEqualTo(50);
      assertThat(limits.getInt("max_limit")).isEqualTo(5_000);
      assertThat(limits.getInt("default_limit")).isEqualTo(500);
      assertThat(limits.getInt("max_subid_length")).isEqualTo(64);
      assertThat(limits.getInt("max_event_tags")).isEqualTo(12_000);
      assertThat(limits.getInt("max_content_length")).isEqualTo(200_000);
      assertThat(limits.getInt("created_at_upper_limit")).isEqualTo(900);
    }
  }

  @Test
  void headAndOptions_haveTheHeadersAndNoBody() throws Exception {
    HttpResponse<String> head = ask("HEAD", "/", "application/nostr+json");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertCors(head);
    HttpResponse<String> options = ask("OPTIONS", "/", "*/*");
    assertThat(options.statusCode()).isEqualTo(204);
    assertCors(options);
  }

  @Test
  void get_byABrowser_isTheLandingPage() throws Exception {
    HttpResponse<String> page = ask("GET", "/", "text/html,application/nostr+json;q=0");
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body())
        .contains("Heliograph", "ws://127.0.0.1", "NIP-45", "events stored")
        .doesNotContain("{{");
    assertThat(ask("GET", "/assets/landing.js", "*/*").statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/counts", "*/*").body()).contains("\"events\":", "\"connections\":");
  }

  @Test
  void healthAndMetrics_answer() throws Exception {
    for (String path : new String[] {"/health/started", "/health/ready", "/health/live"}) {
      assertThat(ask("GET", path, "*/*").body()).contains("\"status\":\"UP\"");
    }
    assertThat(ask("GET", "/metrics", "text/plain").body())
        .contains(
            "heliograph_events_total",
            "heliograph_ok_seconds_bucket",
            "heliograph_connections",
            "heliograph_subscriptions",
            "heliograph_scan_seconds",
            "heliograph_commit_seconds",
            "heliograph_commit_batch_events",
            "heliograph_live_lag_changes",
            "heliograph_store_used_bytes",
            "heliograph_store_map_bytes",
            "heliograph_store_events",
            "heliograph_store_readers",
            "heliograph_heap_after_gc_bytes");
  }
}
