package heliograph.policy;

import static heliograph.policy.PolicyFixture.client;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestEvents;
import heliograph.TestEvents.Key;
import heliograph.event.PublicKey;
import heliograph.protocol.FilterParser;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * NIP-42: what a refusal lets its client do next. {@code auth-required:} stands wherever a key
 * could still lift it by authenticating on this connection, beside those that have; {@code
 * restricted:} where none of those that are named could.
 */
class Nip42PrefixTest {
  private static final long NOW = 1_800_000_000;
  private static final FilterParser FILTERS = new FilterParser(FilterParser.UnknownKeys.REFUSE);

  private static PublicKey[] keys(String names) {
    return Arrays.stream(names.split(""))
        .filter(name -> !name.equals("-"))
        .map(name -> PublicKey.parse(key(name).pubkey()))
        .toArray(PublicKey[]::new);
  }

  private static Key key(String name) {
    return Key.of(name.charAt(0));
  }

  private static String prefix(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Rejected(var prefix, var sentence) -> prefix.word();
      default -> "accepted";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // setting                              | author | kind  | tag        | proven | answer
        "heliograph.auth.mode=write             | A      | 1     | t:x        | -      | auth-required",
        "heliograph.auth.mode=write             | A      | 1     | t:x        | B      | accepted",
        "heliograph.auth.mode=both              | A      | 1     | t:x        | -      | auth-required",
        "heliograph.auth.mode=both              | A      | 1     | t:x        | A      | accepted",
        "heliograph.auth.mode=read              | A      | 1     | t:x        | -      | accepted",
        "heliograph.auth.mode=open              | A      | 1     | -          | -      | auth-required",
        "heliograph.auth.mode=open              | A      | 1     | -          | B      | auth-required",
        "heliograph.auth.mode=open              | A      | 1     | -          | BA     | accepted",
        "heliograph.policy.protected-events=false | A    | 1     | -          | A      | blocked",
        "heliograph.auth.wraps-need-auth=true   | A      | 1059  | p:B        | -      | auth-required",
        "heliograph.auth.wraps-need-auth=true   | A      | 21059 | p:B        | -      | auth-required",
        "heliograph.auth.wraps-need-auth=true   | A      | 1059  | p:B        | C      | accepted",
        "heliograph.auth.mode=open              | A      | 30078 | d:x        | -      | auth-required",
        "heliograph.auth.mode=open              | A      | 78    | d:x        | A      | accepted",
        "heliograph.auth.private-app-data=false | A      | 78    | d:x        | -      | accepted",
        "heliograph.membership.mode=write       | A      | 1     | t:x        | -      | auth-required",
        "heliograph.membership.mode=write       | A      | 1     | t:x        | A      | restricted",
        "heliograph.membership.mode=write       | A      | 28936 | -          | -      | auth-required",
        "heliograph.membership.mode=both        | A      | 1     | t:x        | B      | restricted",
      })
  void events(String setting, String author, int kind, String tag, String proven, String answer) {
    PolicyFixture fixture = new PolicyFixture(setting);
    List<String> parts =
        Arrays.stream(tag.split(":"))
            .map(part -> part.length() == 1 && "ABC".contains(part) ? key(part).pubkey() : part)
            .toList();
    var event = TestEvents.signed(key(author), kind, NOW, List.of(parts), "");
    var requester = client("192.0.2.1", keys(proven));
    assertThat(prefix(fixture.policy.events().check(event, requester, NOW))).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // setting                        | filter                                    | proven |
        // answer
        "heliograph.auth.mode=read        | {}                                        | -  | auth-required",
        "heliograph.auth.mode=read        | {}                                        | A  | accepted",
        "heliograph.auth.mode=open        | {'kinds':[4]}                             | -  | auth-required",
        "heliograph.auth.mode=open        | {'kinds':[1,4]}                           | -  | accepted",
        "heliograph.auth.mode=open        | {'kinds':[4]}                             | A  | accepted",
        "heliograph.auth.mode=open        | {'kinds':[1059],'#p':['B']}               | -  | auth-required",
        "heliograph.auth.mode=open        | {'kinds':[1059],'#p':['B']}               | A  | auth-required",
        "heliograph.auth.mode=open        | {'kinds':[1059],'#p':['B']}               | AB | accepted",
        "heliograph.auth.mode=open        | {'kinds':[4],'#p':['B'],'authors':['C']}  | A  | auth-required",
        "heliograph.auth.mode=open        | {'kinds':[4],'#p':['B'],'authors':['C']}  | AC | accepted",
        "heliograph.auth.mode=open        | {'kinds':[30078],'authors':['B']}         | A  | auth-required",
        "heliograph.auth.mode=open        | {'kinds':[30078],'authors':['B']}         | AB | accepted",
        "heliograph.auth.mode=open        | {'kinds':[78,4],'authors':['B']}          | A  | accepted",
        "heliograph.membership.mode=both  | {}                                        | -  | auth-required",
        "heliograph.membership.mode=both  | {}                                        | A  | restricted",
        "heliograph.membership.mode=open  | {'kinds':[28935]}                         | -  | auth-required",
        "heliograph.membership.mode=open  | {'kinds':[28935]}                         | A  | accepted",
        "heliograph.membership.mode=off   | {'kinds':[28935]}                         | -  | accepted",
      })
  void requests(String setting, String filter, String proven, String answer) {
    PolicyFixture fixture = new PolicyFixture(setting);
    String json = filter.replace('\'', '"');
    for (String name : List.of("A", "B", "C")) {
      json = json.replace("\"" + name + "\"", "\"" + key(name).pubkey() + "\"");
    }
    var filters = List.of(FILTERS.parse(json.getBytes(UTF_8)));
    var requester = client("192.0.2.1", keys(proven));
    for (RequestPolicy policy :
        List.of(
            fixture.policy.requests(), fixture.policy.counts(), fixture.policy.reconciliations())) {
      assertThat(prefix(policy.check(filters, requester))).isEqualTo(answer);
    }
  }
}
