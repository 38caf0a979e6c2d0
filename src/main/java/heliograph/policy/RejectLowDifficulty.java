package heliograph.policy;

import heliograph.event.NostrEvent;
import heliograph.event.Tags;
import heliograph.protocol.MessagePrefix;
import java.util.List;

/**
 * Refuses events with too little proof of work (NIP-13): leading zero bits of the id, and the
 * target that the {@code nonce} tag commits to, where it names one.
 */
record RejectLowDifficulty(int bitsMin) implements EventRule {
  @Override
  public RuleName name() {
    return RuleName.REJECT_LOW_DIFFICULTY;
  }

  @Override
  public Verdict check(NostrEvent event, Requester requester, long now) {
    int difficulty = difficulty(event);
    if (difficulty < bitsMin) {
      return new Verdict.Rejected(
          MessagePrefix.POW, "difficulty " + difficulty + " is less than " + bitsMin);
    }
    int target = target(event);
    return target < bitsMin
        ? new Verdict.Rejected(
            MessagePrefix.POW, "committed target " + target + " is less than " + bitsMin)
        : Verdict.ACCEPTED;
  }

  /** Returns the number of leading zero bits of the id. */
  static int difficulty(NostrEvent event) {
    int bits = 0;
    for (int word = 0; word < 4; word++) {
      int zeros = Long.numberOfLeadingZeros(event.packed().idWord(word));
      bits += zeros;
      if (zeros < 64) {
        break;
      }
    }
    return bits;
  }

  /**
   * Returns the target that the event commits to; a value that no limit reaches if it commits to
   * none.
   */
  private static int target(NostrEvent event) {
    for (List<String> tag : Tags.of(event).named("nonce")) {
      if (tag.size() > 2) {
        try {
          return Integer.parseInt(tag.get(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return Integer.MAX_VALUE;
  }
}
