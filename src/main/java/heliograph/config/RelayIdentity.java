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
 * @param software the name of this software, or the URL of its home page
 * @param url the public WebSocket address; empty for the one that the client used
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

  /** Returns this identity with changes by an administrator; empty texts change nothing. */
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
            "Name of this software, or the URL of its home page (NIP-11)."),
        in.text(
            "heliograph.relay.url",
            "",
            "The public address, wss://…; when empty, the one that the client used."));
  }

  private static String pubkey(ReloadableConfigReader in) {
    String name = "heliograph.relay.pubkey";
    String text = in.text(name, "", "The operator's public key, hex or npub.");
    return text.isEmpty() ? "" : in.keyInHex(name, text).orElse("");
  }
}
