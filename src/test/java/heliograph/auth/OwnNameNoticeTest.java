package heliograph.auth;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayUrl;
import org.junit.jupiter.api.Test;

class OwnNameNoticeTest {
  @Test
  void sentence_saysWhatToSet() {
    RelayUrl url = RelayUrl.parse("ws://umbrel.local:7447/any").orElseThrow();
    assertThat(OwnNameNotice.sentence(url, false))
        .contains("heliograph.relay.url=ws://umbrel.local:7447 ", "heliograph.auth.relay-urls");
  }
}
