package heliograph.config;

/** What being a member (NIP-43) is for. */
public enum MembershipMode {
  /** Nobody can join; NIP-43 is not advertised. */
  OFF,
  /** A list that opens nothing by itself. */
  OPEN,
  /** Only members publish. */
  WRITE,
  /** Only members publish, query and subscribe. */
  BOTH
}
