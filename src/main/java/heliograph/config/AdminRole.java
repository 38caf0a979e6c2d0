package heliograph.config;

/** The roles of administrators; each includes those before it. */
public enum AdminRole {
  /** May read what is not public: operation, audit, lists of decisions. */
  VIEWER,
  /** May decide about keys, events, kinds and addresses. */
  MODERATOR,
  /** May do everything. */
  ADMINISTRATOR;

  /** Returns the name in settings and in the audit log. */
  public String spelling() {
    return ConfigReader.spelled(this);
  }

  /** Returns true if this role may do what {@code needed} may. */
  public boolean covers(AdminRole needed) {
    return compareTo(needed) >= 0;
  }
}
