package heliograph.config;

/** Whose name for this relay counts while no address is configured. */
public enum TrustHost {
  /** Names and addresses that always mean this machine to the client that uses them. */
  MACHINE,
  /** Whatever a client says. */
  ANY
}
