package heliograph.config;

/** What an administrator may do; each may do what those before it may. */
public enum AdminRole {
  /** Read what is kept from the public: operation, audit, lists of decisions. */
  VIEWER,
  /** Decide about keys, events, kinds and addresses. */
  MODERATOR,
  /** Everything. */
  ADMINISTRATOR;

  /** Returns the spelling in settings and in the audit trail. */
  public String spelling() {
    return ConfigReader.spelled(this);
  }

  /** Returns true if this role may do what {@code needed} may. */
  public boolean covers(AdminRole needed) {
    return compareTo(needed) >= 0;
  }
}
