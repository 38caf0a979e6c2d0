package heliograph.store;

/**
 * An address of which earlier versions are kept.
 *
 * @param kind replaceable or addressable
 * @param d the value that distinguishes addressable events of a kind; empty for replaceable kinds
 * @param versions the number of versions that are kept
 * @param newest created_at of the newest of them
 * @param oldest created_at of the oldest of them
 */
public record KeptAddress(int kind, String d, int versions, long newest, long oldest) {}
