package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.bench.ApiRun.Question;
import heliograph.event.Sha256;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Questions to every resource of the statistics, each as often as any other, with periods and pages
 * by lot: a third of the pages are the ones after a page that was answered. Confined to one thread.
 */
final class ApiQuestions {
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

  /** Without parameters, or with those that are the same each time. */
  private static final List<String> PLAIN =
      List.of(
          "/overview",
          "/jobs",
          "/partitions",
          "/pools",
          "/relays",
          "/top-requested",
          "/graph",
          "/clusters",
          "/communities",
          "/trust",
          "/trends",
          "/spam-candidates");

  private static final int FURTHER_PAGES = 3;
  private static final int DAYS = 365;

  private final URI base;
  private final int accounts;
  private final Random random;
  private final String authorization;
  private final Map<String, String> next = new HashMap<>();
  private final List<String> resources;

  /**
   * Prepares the questions.
   *
   * @param password for the administrators' paths
   * @param accounts that there are
   */
  ApiQuestions(URI base, String password, int accounts, long seed) {
    this.base = base;
    this.accounts = accounts;
    random = new Random(seed);
    authorization =
        "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(UTF_8));
    resources = resources();
  }

  private static List<String> resources() {
    List<String> all = new ArrayList<>(PLAIN);
    all.addAll(
        List.of(
            "/events",
            "/events by hour",
            "/events by month",
            "/kinds",
            "/rejections",
            "/requests",
            "/requests by hour",
            "/requests by month",
            "/top-requested of a kind",
            "/storage",
            "/jobs/{job}/runs",
            "/clusters/{cluster}/members",
            "/communities/{community}/members",
            "/trust/{pubkey}",
            "/trends/{pubkey}"));
    return List.copyOf(all);
  }

  /** Any one. */
  Question any() {
    String name = resources.get(random.nextInt(resources.size()));
    String path = path(name);
    String after = next.getOrDefault(name, "");
    if (!after.isEmpty() && random.nextInt(FURTHER_PAGES) == 0) {
      path = after;
    }
    return new Question(name, base.resolve("/api/v1" + path), authorization);
  }

  private String path(String name) {
    return switch (name) {
      case "/events", "/kinds", "/rejections", "/requests", "/storage" -> name + "?" + days(30);
      case "/events by hour" -> "/events?interval=hour&" + days(1);
      case "/requests by hour" -> "/requests?interval=hour&" + recent(1);
      case "/events by month" -> "/events?interval=month&" + days(300);
      case "/requests by month" -> "/requests?interval=month&" + days(300);
      case "/top-requested of a kind" ->
          "/top-requested?kind=" + List.of(0, 1, 3).get(random.nextInt(3));
      case "/jobs/{job}/runs" ->
          "/jobs/" + List.of("daily", "hourly", "graph").get(random.nextInt(3)) + "/runs";
      case "/clusters/{cluster}/members" ->
          "/clusters/" + HexFormat.of().toHexDigits(random.nextInt(200), 16) + "/members";
      case "/communities/{community}/members" -> "/communities/" + random.nextInt(500) + "/members";
      case "/trust/{pubkey}" -> "/trust/" + key();
      case "/trends/{pubkey}" -> "/trends/" + key() + "?" + days(30);
      default -> name;
    };
  }

  /** The key of an account of the generated year. */
  private String key() {
    return Sha256.hex(Integer.toString(1 + random.nextInt(accounts)).getBytes(UTF_8));
  }

  /** So many days, anywhere in the year. */
  private String days(int count) {
    return period(random.nextInt(DAYS - count), count);
  }

  /** So many days of the last month. */
  private String recent(int count) {
    return period(random.nextInt(30 - count), count);
  }

  private static String period(int ago, int count) {
    LocalDate end = LocalDate.now(ZoneOffset.UTC).minusDays(ago).plusDays(1);
    return "from=" + end.minusDays(count) + "&to=" + end;
  }

  /** Remembers where the page after this one is. */
  void answered(Question question, String body) {
    Matcher found = NEXT.matcher(body);
    if (found.find()) {
      String path = question.address().toString().replaceFirst(".*/api/v1", "");
      String first = path.replaceFirst("[?&]after=[^&]*", "");
      next.put(
          question.name(), first + (first.contains("?") ? "&" : "?") + "after=" + found.group(1));
    } else {
      next.remove(question.name());
    }
  }
}
