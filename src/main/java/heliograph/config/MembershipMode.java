package heliograph.config;

/** The purpose of membership (NIP-43). */
public enum MembershipMode {
  /** Nobody can join; NIP-43 is not advertised. */
  OFF,
  /** Members are only listed, without further rights. */
  OPEN,
  /** Only members publish. */
  WRITE,
  /** Only members publish, query and subscribe. */
  BOTH
}
