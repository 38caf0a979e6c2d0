package heliograph.config;

/** Whose name for this relay counts while no address is configured. */
public enum TrustHost {
  /** Names and addresses that only this machine has for whoever uses them. */
  MACHINE,
  /** Whatever a client says. */
  ANY
}
