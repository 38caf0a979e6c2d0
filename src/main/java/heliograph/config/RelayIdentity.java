package heliograph.config;

/**
 * How the relay presents itself (NIP-11); empty texts are left out of the document.
 *
 * @param name short name
 * @param description a paragraph
 * @param pubkey the operator's key, 64 hex digits
 * @param contact a URI
 * @param icon a URL
 * @param banner a URL
 * @param termsOfService a URL
 * @param software names this software, by the URL where it is at home if it has one
 * @param url the public WebSocket address; empty means as the client called it
 */
public record RelayIdentity(
    String name,
    String description,
    String pubkey,
    String contact,
    String icon,
    String banner,
    String termsOfService,
    String software,
    String url) {

  /** Returns this identity with what an administrator has renamed; empty texts change nothing. */
  public RelayIdentity renamed(String newName, String newDescription, String newIcon) {
    return new RelayIdentity(
        newName.isEmpty() ? name : newName,
        newDescription.isEmpty() ? description : newDescription,
        pubkey,
        contact,
        newIcon.isEmpty() ? icon : newIcon,
        banner,
        termsOfService,
        software,
        url);
  }

  static RelayIdentity read(ReloadableConfigReader in) {
    return new RelayIdentity(
        in.text("heliograph.relay.name", "Heliograph", "Name of the relay (NIP-11)."),
        in.text(
            "heliograph.relay.description",
            "A Nostr relay on Jakarta EE.",
            "What this relay is for (NIP-11)."),
        pubkey(in),
        in.text("heliograph.relay.contact", "", "A URI to reach the operator."),
        in.text("heliograph.relay.icon", "", "URL of a square picture."),
        in.text("heliograph.relay.banner", "", "URL of a wide picture."),
        in.text("heliograph.relay.terms-of-service", "", "URL of the terms of service."),
        in.text(
            "heliograph.relay.software",
            "heliograph",
            "Names this software, by the URL where it is at home if it has one (NIP-11)."),
        in.text(
            "heliograph.relay.url",
            "",
            "The public address, wss://…; when empty, as the client called it."));
  }

  private static String pubkey(ReloadableConfigReader in) {
    String name = "heliograph.relay.pubkey";
    String text = in.text(name, "", "The operator's public key, hex or npub.");
    return text.isEmpty() ? "" : in.keyInHex(name, text).orElse("");
  }
}
