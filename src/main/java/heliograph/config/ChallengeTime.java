package heliograph.config;

/** When a client is sent the challenge that it may answer with AUTH (NIP-42). */
public enum ChallengeTime {
  /** Before the first answer that AUTH would change. */
  NEEDED,
  /** When it connects. */
  CONNECT
}
