package heliograph.api;

import heliograph.policy.CurrentPolicy;
import jakarta.servlet.http.HttpServletRequest;

/**
 * What statistics keep from everybody but administrators: the kinds that are served to their
 * parties alone. Counted one by one or seen in a list, such events would tell who wrote to whom, or
 * when.
 */
final class HiddenKinds {
  private HiddenKinds() {}

  /** Returns the kinds about which the client may learn nothing. */
  static int[] kinds(CurrentPolicy policy, HttpServletRequest request) {
    return Caller.of(request).role().isPresent()
        ? new int[0]
        : policy.config().live().auth().privateKinds().kinds();
  }

  /** Ends the request if it asks for figures made of a kind that is withheld. */
  static void unlessPublic(CurrentPolicy policy, HttpServletRequest request, int kind) {
    if (Caller.of(request).role().isEmpty()
        && policy.config().live().auth().privateKinds().contains(kind)) {
      throw Problem.forbidden(
          "kind " + kind + " is private here: its figures are the administrators'");
    }
  }
}
