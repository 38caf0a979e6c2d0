package heliograph.it;

import static heliograph.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.cli.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port for operators: what is there, and is not on the port for everybody. */
class AdminPortIT {
  private static final String PASSWORD = "correct horse battery";

  @TempDir private Path folder;

  private static int status(int port, String path, String... headers) {
    return ApiClient.get(URI.create("http://127.0.0.1:" + port + path), headers).statusCode();
  }

  @Test
  void operatorsPaths_areOnTheirPortOnly() throws Exception {
    int port = Launcher.freePort();
    int admin = Launcher.freePort();
    Map<String, String> environment = Map.of("HELIOGRAPH_API_PASSWORD", PASSWORD);
    Process relay =
        Launcher.startRelay(environment, folder, port, "--admin-port", Integer.toString(admin));
    try (RelayClient client = new RelayClient(URI.create("ws://127.0.0.1:" + port + "/"))) {
      assertThat(client.req("s", "{\"limit\":0}")).isEmpty();
      for (String path : new String[] {"/metrics", "/health", "/health/ready", "/health/live"}) {
        assertThat(status(port, path)).as(path).isEqualTo(404);
        assertThat(status(admin, path)).as(path).isEqualTo(200);
      }
      String basic = ApiClient.basic("admin:" + PASSWORD);
      String purges = "/api/v1/admin/purges";
      assertThat(status(port, purges, "Authorization", basic)).isEqualTo(404);
      assertThat(status(admin, purges, "Authorization", basic)).isEqualTo(503); // no statistics
      assertThat(status(admin, purges)).isEqualTo(401);
      for (String spelling :
          new String[] {
            "/api/v1/admin;x/purges",
            "//metrics",
            "/metrics;x",
            "/metrics/",
            "/x/../metrics",
            "/%6detrics",
            "/./health"
          }) {
        HttpResponse<String> answer =
            ApiClient.get(URI.create("http://127.0.0.1:" + port + spelling));
        assertThat(answer.statusCode()).as(spelling).isIn(400, 404);
      }
      String spoofed =
          RawHttp.ask(
              URI.create("http://x:" + port), "GET /metrics HTTP/1.1", "Host: 127.0.0.1:" + admin);
      assertThat(spoofed).startsWith("HTTP/1.1 404");
      assertThat(status(port, "/counts")).isEqualTo(200);
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  @Test
  void requests_areNotedWhenSwitchedOn() throws Exception {
    int port = Launcher.freePort();
    Path settings = folder.resolve("relay.properties");
    Files.write(
        settings,
        List.of("heliograph.http.access-log=true", "heliograph.relay.contact=ops@relay.example"));
    Process relay = Launcher.startRelay(folder, port, "--config", settings.toString());
    try {
      URI contact = URI.create("http://127.0.0.1:" + port + "/.well-known/security.txt");
      assertThat(ApiClient.get(contact).body()).startsWith("Contact: mailto:ops@relay.example\n");
      Path log = folder.resolve("liberty/heliograph/logs/http_access.log");
      eventually(
          "text(log) to contain ''GET /.well-known/security.txt HTTP/1.1' 200'",
          () -> text(log),
          found -> found.contains("\"GET /.well-known/security.txt HTTP/1.1\" 200"));
    } finally {
      relay.destroy();
      relay.waitFor();
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
