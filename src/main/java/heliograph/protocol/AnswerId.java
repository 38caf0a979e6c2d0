package heliograph.protocol;

/** The id in an answer, exactly as the client wrote it. */
public sealed interface AnswerId permits SubscriptionId, ForeignId {
  /** Returns the id as JSON. */
  String json();
}
