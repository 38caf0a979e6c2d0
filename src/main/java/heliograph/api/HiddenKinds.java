package heliograph.api;

import heliograph.policy.CurrentPolicy;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The kinds that statistics show only to administrators, because they are served to their parties
 * alone: single counts or lists of such events would reveal who wrote to whom, or when.
 */
final class HiddenKinds {
  private HiddenKinds() {}

  /** Returns the kinds that are hidden from the client. */
  static int[] kinds(CurrentPolicy policy, HttpServletRequest request) {
    return Caller.of(request).role().isPresent()
        ? new int[0]
        : policy.config().live().auth().privateKinds().kinds();
  }

  /** Refuses the request if it asks for figures of a hidden kind. */
  static void unlessPublic(CurrentPolicy policy, HttpServletRequest request, int kind) {
    if (Caller.of(request).role().isEmpty()
        && policy.config().live().auth().privateKinds().contains(kind)) {
      throw Problem.forbidden(
          "kind " + kind + " is private here: its figures are the administrators'");
    }
  }
}
