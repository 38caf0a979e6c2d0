package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What strangers may send over plain HTTP, and what it must not do. */
class HttpEdgeIT extends ShippedWar {
  /** The names and labels of all metrics but those of the moment's garbage collections. */
  private static Set<String> series() {
    return ApiClient.get(http("/metrics"))
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .filter(name -> !name.startsWith("gc_"))
        .collect(Collectors.toSet());
  }

  @Test
  void requests_ofNamesThatStrangersInvent_makeNoMetrics() throws Exception {
    RawHttp.ask(http("/"), "GET /counts HTTP/1.1", "Host: relay");
    Set<String> before = series();

    for (int i = 0; i < 50; i++) {
      RawHttp.ask(http("/"), "M" + i + " /counts HTTP/1.1", "Host: relay");
      RawHttp.ask(http("/"), "GET /p" + i + " HTTP/1.1", "Host: h" + i + ":" + i);
      RawHttp.ask(http("/"), "PUT /api/v1/x" + i + " HTTP/1.1", "Host: h" + i);
    }

    assertThat(series()).isEqualTo(before);
    assertThat(before).noneMatch(name -> name.startsWith("http_") || name.startsWith("servlet_"));
  }

  @Test
  void upgradeToHttp2_isNotTaken() throws Exception {
    String answer =
        RawHttp.ask(
            http("/"),
            "GET /counts HTTP/1.1",
            "Host: relay",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__");

    assertThat(answer).startsWith("HTTP/1.1 200").contains("\"events\":");
  }

  @Test
  void answers_doNotTellWhichServerItIs() throws Exception {
    assertThat(RawHttp.ask(http("/"), "GET /nothing HTTP/1.1", "Host: relay"))
        .startsWith("HTTP/1.1 404")
        .doesNotContain("$WSEP", "Server:", "X-Powered-By");
  }
}
