package heliograph.connection;

import heliograph.protocol.MessagePrefix;

/**
 * The refusal of a handshake.
 *
 * @param status the status of the HTTP answer
 * @param reason a sentence for the person behind the client
 */
public record TurnedAway(int status, String reason) {
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  static final TurnedAway STOPPING = new TurnedAway(UNAVAILABLE, "the relay is stopping");
  static final TurnedAway FULL =
      new TurnedAway(UNAVAILABLE, "the relay has no room for further connections, try again later");

  static TurnedAway tooManyFrom(int most) {
    return new TurnedAway(
        TOO_MANY_REQUESTS, "your address has " + most + " connections open, close one of them");
  }

  static TurnedAway by(MessagePrefix prefix, String why) {
    return new TurnedAway(
        prefix == MessagePrefix.RATE_LIMITED ? TOO_MANY_REQUESTS : FORBIDDEN, why);
  }

  /** Returns true if the same handshake may succeed a little later. */
  public boolean mayPass() {
    return status != FORBIDDEN;
  }
}
