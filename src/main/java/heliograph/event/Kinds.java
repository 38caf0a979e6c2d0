package heliograph.event;

/** Kind numbers that this relay treats specially, by the name their NIP gives them. */
public final class Kinds {
  /** NIP-01: who the author is, a JSON object as content. */
  public static final int PROFILE = 0;

  /** NIP-10: a short text note; a reply where it has an {@code e} tag. */
  public static final int NOTE = 1;

  /** NIP-25: a reaction to another event. */
  public static final int REACTION = 7;

  /** NIP-22: a comment on anything that is not a note. */
  public static final int COMMENT = 1_111;

  /** NIP-51: the keys, words and threads an author mutes. */
  public static final int MUTES = 10_000;

  /** NIP-65: the relays an author reads and writes. */
  public static final int RELAY_LIST = 10_002;

  /** NIP-51: the topics an author is interested in. */
  public static final int INTERESTS = 10_015;

  /** NIP-09: a request to delete events of the same author. */
  public static final int DELETION = 5;

  /** NIP-62: a request to delete everything that the author has published. */
  public static final int REQUEST_TO_VANISH = 62;

  /** NIP-02: the list of the keys that an author follows. */
  public static final int FOLLOWS = 3;

  /** NIP-18: a repost of a text note. */
  public static final int REPOST = 6;

  /** NIP-18: a repost of any other event. */
  public static final int GENERIC_REPOST = 16;

  /** NIP-59: an encrypted event for one recipient. */
  public static final int GIFT_WRAP = 1_059;

  /** NIP-59: a gift wrap that is never stored. */
  public static final int EPHEMERAL_GIFT_WRAP = 21_059;

  /** NIP-56: a report of an event or a key. */
  public static final int REPORT = 1_984;

  /** NIP-43: the list of members, signed by the relay. */
  public static final int MEMBERS = 13_534;

  /** NIP-43: a role that members can have, signed by the relay. */
  public static final int ROLE = 33_534;

  /** NIP-43: a new member, signed by the relay. */
  public static final int MEMBER_ADDED = 8_000;

  /** NIP-43: a former member, signed by the relay. */
  public static final int MEMBER_REMOVED = 8_001;

  /** NIP-43: a request to become a member. */
  public static final int JOIN_REQUEST = 28_934;

  /** NIP-43: an invite code, issued on request and signed by the relay. */
  public static final int INVITE = 28_935;

  /** NIP-43: a request to be a member no longer. */
  public static final int LEAVE_REQUEST = 28_936;

  /** NIP-85: what a service found out about a key. */
  public static final int USER_ASSERTION = 30_382;

  /** NIP-98: proves the key of an HTTP request; sent only in its header. */
  public static final int HTTP_AUTHENTICATION = 27_235;

  /** NIP-42: proves the key of a connection; sent only in AUTH messages. */
  public static final int CLIENT_AUTHENTICATION = 22_242;

  /** NIP-04: an encrypted message to one key. */
  public static final int ENCRYPTED_MESSAGE = 4;

  /** NIP-59: an encrypted event, found inside a gift wrap. */
  public static final int SEAL = 13;

  /** NIP-EE: an invitation to an encrypted group. */
  public static final int GROUP_WELCOME = 444;

  /** NIP-EE: a message to an encrypted group. */
  public static final int GROUP_MESSAGE = 445;

  /** An encrypted message of the Double Ratchet, which no NIP describes. */
  public static final int RATCHET_MESSAGE = 1_060;

  /** NIP-78: data of an application, every event kept. */
  public static final int APPLICATION_DATA = 78;

  /** NIP-78: data of an application, the latest of each {@code d} tag kept. */
  public static final int ADDRESSABLE_APPLICATION_DATA = 30_078;

  /** NIP-37: an encrypted draft of another event. */
  public static final int DRAFT = 31_234;

  /** The largest kind NIP-01 allows. */
  public static final int MAX = 65_535;

  private Kinds() {}
}
