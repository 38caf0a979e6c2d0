package heliograph.config;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The statistics and history interface.
 *
 * @param access who may read it
 * @param corsOrigins origins whose pages may read it, {@code *} for all; empty for none
 * @param user the name of the administrator who logs in with a password
 * @param password the password of that administrator; empty if nobody logs in with one
 * @param passwordRole the role of that administrator
 * @param moderators keys of moderators, 64 hex digits each
 * @param viewers keys of viewers, 64 hex digits each
 */
public record ApiConfig(
    Access access,
    String corsOrigins,
    String user,
    Optional<String> password,
    AdminRole passwordRole,
    Set<String> moderators,
    Set<String> viewers) {
  private static final int PASSWORD_MIN = 12;

  public ApiConfig {
    moderators = Set.copyOf(moderators);
    viewers = Set.copyOf(viewers);
  }

  /** The clients that may read what is not secret. */
  public enum Access {
    /** Everybody. */
    PUBLIC,
    /** Administrators. */
    ADMIN
  }

  static ApiConfig read(ReloadableConfigReader in) {
    Access access =
        in.choice(
            "heliograph.api.access",
            Access.PUBLIC,
            "Who may read statistics and histories: public or admin.");
    String origins =
        in.text(
            "heliograph.api.cors-origins",
            "*",
            "Origins whose pages may read the API, separated by commas; * for all.");
    String user =
        in.text(
            "heliograph.api.user",
            "admin",
            "Name of the administrator who logs in with a password.");
    String password =
        in.text(
            "heliograph.api.password",
            "",
            "Password of that administrator, accepted over TLS or on this machine only. Keys prove"
                + " themselves by NIP-98.");
    if (!password.isEmpty() && password.length() < PASSWORD_MIN) {
      in.fault("heliograph.api.password must have at least " + PASSWORD_MIN + " characters");
    }
    return new ApiConfig(
        access,
        origins,
        user,
        Optional.of(password).filter(p -> !p.isEmpty()),
        in.choice(
            "heliograph.api.password-role",
            AdminRole.ADMINISTRATOR,
            "What that administrator may do: viewer, moderator or administrator."),
        new TreeSet<>(
            in.keys(
                "heliograph.admin.moderators",
                "Keys that may decide about keys, events, kinds and addresses, and read.")),
        new TreeSet<>(
            in.keys(
                "heliograph.admin.viewers",
                "Keys that may read what is not public, and change nothing.")));
  }

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return "ApiConfig[access=" + access + ", corsOrigins=" + corsOrigins + ", user=" + user + ']';
  }
}
