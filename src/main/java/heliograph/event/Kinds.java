package heliograph.event;

/** Kind numbers that this relay treats specially, by the name their NIP gives them. */
public final class Kinds {
  /** NIP-09. */
  public static final int DELETION = 5;

  /** NIP-62. */
  public static final int REQUEST_TO_VANISH = 62;

  /** NIP-42; travels in AUTH messages only. */
  public static final int CLIENT_AUTHENTICATION = 22_242;

  /** The largest kind NIP-01 allows. */
  public static final int MAX = 65_535;

  private Kinds() {}
}
