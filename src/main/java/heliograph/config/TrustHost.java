package heliograph.config;

/** The names of this relay that are accepted from clients while no address is configured. */
public enum TrustHost {
  /** Names and addresses that always mean this machine to the client that uses them. */
  MACHINE,
  /** Any name that a client uses. */
  ANY
}
