package heliograph.it;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.NostrEvent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** NIP-11: each limit can be used to its edge, all of them at once, and one beyond is named. */
class AdvertisedLimitsIT extends RelayIT {
  private static final String HINT = "wss://relay.example.com/";
  private JsonObject limits = JsonObject.EMPTY_JSON_OBJECT;

  @BeforeEach
  void readLimits() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(http("/")).header("Accept", "application/nostr+json").build();
    String document =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    limits = Json.createReader(new StringReader(document)).readObject().getJsonObject("limitation");
  }

  private static List<List<String>> follows(int count) {
    List<List<String>> tags = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tags.add(List.of("p", "%064x".formatted(i), HINT));
    }
    return tags;
  }

  private static String message(NostrEvent event, int bytes) {
    String json = TestEvents.text(event);
    int length = "[\"EVENT\",]".length() + event.json().length;
    return " ".repeat(Math.max(0, bytes - length)) + json;
  }

  @Test
  void event_atAllEdgesAtOnce_isTakenAndOneBeyondIsNamed() {
    int bytes = limits.getInt("max_message_length");
    int tags = limits.getInt("max_event_tags");
    int characters = limits.getInt("max_content_length");
    long newest = now + limits.getInt("created_at_upper_limit");
    Key key = freshKey();
    NostrEvent edge = TestEvents.signed(key, 3, newest, follows(tags), "😀".repeat(characters));
    assertThat(client.publish(message(edge, bytes), edge.id().hex())).isEqualTo("true,\"\"");
    assertThat(client.query("{" + authors(key) + "}")).containsExactly(edge.id().hex());

    assertThat(client.publish(message(edge, bytes + 1), edge.id().hex()))
        .isEqualTo("false,\"invalid: message is longer than " + bytes + " bytes\"");
    assertThat(client.publish(TestEvents.signed(key, 3, now, follows(tags + 1), "")))
        .isEqualTo(
            "false,\"invalid: the event has " + (tags + 1) + " tags, at most " + tags + "\"");
    assertThat(client.publish(TestEvents.note(key, now, "x".repeat(characters + 1))))
        .startsWith("false,\"invalid: content has " + (characters + 1) + " characters");
    assertThat(client.publish(TestEvents.note(key, newest + 3_600, "x")))
        .startsWith("false,\"invalid: created_at is more than ");
  }

  @Test
  void listOfTenThousandFollows_canBeReplaced_andAllOfThemAskedFor() {
    Key key = freshKey();
    client.publish(TestEvents.signed(key, 3, now - 1, follows(9_999), ""));
    NostrEvent list = TestEvents.signed(key, 3, now, follows(10_000), "");
    assertThat(client.publish(list)).isEqualTo("true,\"\"");
    assertThat(client.query("{" + authors(key) + "}")).containsExactly(list.id().hex());
    StringBuilder keys = new StringBuilder();
    for (List<String> tag : follows(9_999)) {
      keys.append('"').append(tag.get(1)).append("\",");
    }
    String asked = "{\"authors\":[" + keys + "\"" + key.pubkey() + "\"],\"kinds\":[3],\"limit\":1}";
    assertThat(client.query(asked)).containsExactly(list.id().hex());
  }

  @Test
  void requests_atTheirEdges_areServedAndOneBeyondIsNamed() {
    String id = "😀".repeat(limits.getInt("max_subid_length"));
    int filters = limits.getInt("max_filters");
    String[] most = new String[filters];
    Arrays.fill(most, "{\"limit\":" + limits.getInt("max_limit") + ",\"ids\":[]}");
    assertThat(client.req(id, most)).isEmpty();
    String more = String.join(",", most) + ",{}";
    assertThat(client.ask("[\"REQ\",\"" + id + "\"," + more + "]"))
        .startsWith("[\"CLOSED\",\"" + id + "\",\"invalid: too many filters: " + (filters + 1));
    assertThat(client.ask("[\"REQ\",\"" + id + "😀\",{}]"))
        .startsWith("[\"CLOSED\",\"" + id + "😀\",\"invalid: subscription id must have 1 to ");
    int subscriptions = limits.getInt("max_subscriptions");
    for (int i = 0; i < subscriptions; i++) {
      assertThat(client.req("s" + i, "{\"limit\":0}")).isEmpty();
    }
    assertThat(client.ask("[\"REQ\",\"beyond\",{\"limit\":0}]"))
        .startsWith("[\"CLOSED\",\"beyond\",\"rate-limited: too many open subscriptions");
  }
}
