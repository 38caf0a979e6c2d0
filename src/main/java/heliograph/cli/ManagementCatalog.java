package heliograph.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The methods of Heliograph's management (NIP-86) with their parameters, for the help of {@code
 * manage} and for reading keys and ids among the parameters. Other relays may have others.
 * Stateless.
 */
final class ManagementCatalog {
  /**
   * A method.
   *
   * @param parameters the names of its parameters; {@link Names} reads KEY and ID
   * @param meaning a description for the help
   */
  record Method(String parameters, String meaning) {}

  private static final Map<String, Method> METHODS = methods();

  private ManagementCatalog() {}

  private static Map<String, Method> methods() {
    Map<String, Method> all = new LinkedHashMap<>();
    all.put("supportedmethods", new Method("", "list what this key may call"));
    all.put("banpubkey", new Method("KEY [REASON]", "refuse and hide an author's events"));
    all.put("unbanpubkey", new Method("KEY", "lift that"));
    all.put("listbannedpubkeys", new Method("", "list banned authors"));
    all.put("allowpubkey", new Method("KEY [REASON]", "make a key a member, lift its ban"));
    all.put("unallowpubkey", new Method("KEY", "end a key's membership"));
    all.put("listallowedpubkeys", new Method("", "list the members"));
    all.put("banevent", new Method("ID [REASON]", "refuse and hide an event"));
    all.put("unbanevent", new Method("ID", "lift that"));
    all.put("listbannedevents", new Method("", "list banned events"));
    all.put("allowevent", new Method("ID [REASON]", "decide that a reported event stays"));
    all.put("unallowevent", new Method("ID", "take that decision back"));
    all.put("listallowedevents", new Method("", "list such events"));
    all.put("listeventsneedingmoderation", new Method("", "list reported events (kind 1984)"));
    all.put("allowkind", new Method("KIND", "take events of a kind"));
    all.put("disallowkind", new Method("KIND", "refuse events of a kind"));
    all.put("listallowedkinds", new Method("", "list the kinds that are taken, if not all are"));
    all.put("listdisallowedkinds", new Method("", "list the kinds that are refused"));
    all.put("blockip", new Method("ADDRESS [REASON]", "refuse an IP address or network"));
    all.put("unblockip", new Method("ADDRESS", "lift that"));
    all.put("listblockedips", new Method("", "list blocked addresses"));
    all.put("createrole", new Method("ROLE [LABEL [ABOUT [HUE [ORDER]]]]", "make a role"));
    all.put("editrole", new Method("ROLE [LABEL [ABOUT [HUE [ORDER]]]]", "change a role"));
    all.put("deleterole", new Method("ROLE", "remove a role, from its members too"));
    all.put("assignrole", new Method("KEY ROLE", "give a member a role"));
    all.put("unassignrole", new Method("KEY ROLE", "take a role from a member"));
    all.put("createclaim", new Method("CODE", "make an invite code"));
    all.put("deleteclaim", new Method("CODE", "withdraw an invite code"));
    all.put("listclaims", new Method("", "list the invite codes"));
    all.put("changerelayname", new Method("TEXT", "rename the relay (NIP-11)"));
    all.put("changerelaydescription", new Method("TEXT", "describe the relay"));
    all.put("changerelayicon", new Method("URL", "give the relay a picture"));
    return all;
  }

  /** Returns all methods by name, in the order of the help. */
  static Map<String, Method> all() {
    return Map.copyOf(METHODS);
  }

  /** Returns the lines of the help, in order. */
  static List<String> help() {
    List<String> lines = new ArrayList<>();
    METHODS.forEach((name, method) ->
        lines.add(
            "  %-50s %s".formatted((name + " " + method.parameters()).strip(), method.meaning())));
    return lines;
  }

  /** Returns the parameters with keys and ids in hex. */
  static List<String> read(String name, List<String> params, Names names) {
    Method method = METHODS.getOrDefault(name, new Method("", ""));
    String[] wanted = method.parameters().split(" ", -1);
    List<String> read = new ArrayList<>(params);
    for (int i = 0; i < Math.min(wanted.length, read.size()); i++) {
      switch (wanted[i]) {
        case "KEY" -> read.set(i, names.key(read.get(i)).hex());
        case "ID" -> read.set(i, names.id(read.get(i)).hex());
        default -> {}
      }
    }
    return read;
  }
}
