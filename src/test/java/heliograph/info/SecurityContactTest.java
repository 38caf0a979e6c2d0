package heliograph.info;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.config.RelayConfig;
import heliograph.config.RelayIdentity;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What /.well-known/security.txt says. */
class SecurityContactTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:34:56Z");

  private static Optional<String> of(String contact) {
    RelayIdentity identity =
        RelayConfig.read(key ->
                key.equals("heliograph.relay.contact") ? Optional.of(contact) : Optional.empty())
            .live()
            .identity();
    return SecurityContact.text(identity, NOW);
  }

  @Test
  void contact_thatIsAnAddress_isToldWithItsEnd() {
    String expires = "Expires: 2027-05-25T00:00:00Z\n";
    assertThat(of("mailto:a@b.example")).hasValue("Contact: mailto:a@b.example\n" + expires);
    assertThat(of("a@b.example")).hasValue("Contact: mailto:a@b.example\n" + expires);
    assertThat(of("https://b.example/report"))
        .hasValue("Contact: https://b.example/report\n" + expires);
  }

  @Test
  void contact_thatIsNone_isNoFile() {
    for (String contact : new String[] {"", "npub1xyz", "Alice", "a b@c", "http://plain"}) {
      assertThat(of(contact)).as(contact).isEmpty();
    }
  }
}
