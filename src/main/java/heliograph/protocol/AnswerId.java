package heliograph.protocol;

/** What an answer calls the thing that it is about: always the client's own words. */
public sealed interface AnswerId permits SubscriptionId, ForeignId {
  /** The id as JSON. */
  String json();
}
