package heliograph.edge;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which spellings of a path mean something. */
class RequestCheckTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/counts",
        "/api/v1/history/npub1x/30023/events.jsonl",
        "/a.b",
        "/.well-known/x",
        "/api/v1/jobs/a%20b/runs",
        "/..a/b.",
        "/%c3%a9"
      })
  void path_inItsPlainSpelling_isLookedAt(String path) {
    assertThat(RequestCheck.isPlain(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "//",
        "/a//b",
        "/;x",
        "/a;x/b",
        "/api/v1/admin;x/purges",
        "/.",
        "/./",
        "/..",
        "/a/../b",
        "/a/..",
        "/%2e/",
        "/a/%2E%2e",
        "/a%2fb",
        "/a%5cb",
        "/a\\b",
        "/%00",
        "/%1f",
        "/%7f",
        "/%",
        "/%2",
        "/%zz",
        "/%ff",
        "/a/%c3%28",
        "/%c0%ae",
        "/%ed%a0%80",
        "/%e2%82",
        "/%25zz",
        "/a b",
        "/\u00e9",
        "/\u0000",
        "/%3bx",
        "/%6detrics",
        "/%41",
        "http://a/"
      })
  void path_spelledOtherwise_meansNothing(String path) {
    assertThat(RequestCheck.isPlain(path)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, 1, 0",
    "HTTP/1.1, 0, 400",
    "HTTP/1.1, 2, 400",
    "HTTP/1.0, 1, 0",
    "HTTP/1.0, 0, 0",
    "HTTP/1.0, 2, 400",
    "HTTP/2.0, 0, 0",
    "HTTP/2.0, 1, 0",
    "HTTP/2, 0, 0",
    "HTTP/2.0, 2, 400",
    "HTTP/0.9, 1, 505",
    "HTTP/1.2, 1, 505",
    "HTTP/3.0, 1, 505",
    "'', 1, 505"
  })
  void version_thatIsSpoken_saysOnceWhomItMeans(String version, int hosts, int refusal) {
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getProtocol" -> version;
                      case "getHeaders" ->
                          Collections.enumeration(Collections.nCopies(hosts, "relay"));
                      case "getMethod" -> "GET";
                      case "getRequestURI" -> "/";
                      default -> throw new AssertionError(method.getName());
                    });
    assertThat(RequestCheck.refusal(request)).isEqualTo(refusal);
  }
}
