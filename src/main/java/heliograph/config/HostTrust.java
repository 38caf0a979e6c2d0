package heliograph.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides which names of this relay are accepted from a client. The Host header of a client proves
 * nothing: an attacker between a user and this relay could let the user sign a proof for the
 * attacker's name and send that name here. So a name is accepted only if the attacker could not
 * have given it to the user: a loopback name from this machine, the address that the client's
 * connection has at this end, and the machine's own name from its own network.
 */
public final class HostTrust {
  private static final AddressRanges NEAR =
      AddressRanges.parse(
          "127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16, 100.64.0.0/10,"
              + " ::1, fc00::/7, fe80::/10");

  /** The endings that home networks add to a machine's name. */
  private static final List<String> ENDINGS =
      List.of("", ".local", ".lan", ".home", ".home.arpa", ".internal", ".localdomain");

  private static final String MACHINE = machine();

  private HostTrust() {}

  /**
   * Returns the name that a client used for this relay, if it is accepted.
   *
   * @param peer the other end of its connection
   * @param local this end
   * @param isPassedOn whether the request has headers of a proxy
   */
  public static Optional<RelayUrl> believed(
      HttpConfig config, RelayUrl called, InetAddress peer, InetAddress local, boolean isPassedOn) {
    boolean isBelieved =
        config.trustHost() == TrustHost.ANY
            || !isPassedOn && isOfMachine(called, peer, local, MACHINE);
    return isBelieved ? Optional.of(called) : Optional.empty();
  }

  static boolean isOfMachine(
      RelayUrl called, InetAddress peer, InetAddress local, String machineName) {
    if (called.isLoopback()) {
      return peer.isLoopbackAddress();
    }
    String host = called.host();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (bare.equals(AddressRanges.text(local))) {
      return NEAR.contains(peer) || !NEAR.contains(local);
    }
    String first = machineName.replaceFirst("\\..*", "");
    boolean ours =
        !first.isEmpty()
            && (host.equals(machineName)
                || ENDINGS.stream().anyMatch(ending -> host.equals(first + ending)));
    return ours && NEAR.contains(peer);
  }

  /** Returns the machine's name without a query to a name server; empty if it has none. */
  private static String machine() {
    String name;
    try {
      name = Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException e) {
      name =
          Optional.ofNullable(System.getenv("HOSTNAME"))
              .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
              .orElse("");
    }
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
