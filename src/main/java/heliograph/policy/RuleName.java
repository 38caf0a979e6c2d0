package heliograph.policy;

/**
 * The names of rules: the values of the label {@code rule} of {@code heliograph_refusals_total}.
 * Dashboards use these labels, so they stay the same when a class is renamed.
 */
public enum RuleName {
  ASK_WRITE_POLICY("AskWritePolicy"),
  LIMIT_BYTES("LimitBytes"),
  LIMIT_BY_ADDRESS("LimitByAddress"),
  LIMIT_BY_AUTHOR("LimitByAuthor"),
  LIMIT_BY_KEY("LimitByKey"),
  MALFORMED("Malformed"),
  REJECT_AUTH_EVENTS("RejectAuthEvents"),
  REJECT_BANNED_AUTHORS("RejectBannedAuthors"),
  REJECT_BLOCKED_ADDRESSES("RejectBlockedAddresses"),
  REJECT_EXPIRED_EVENTS("RejectExpiredEvents"),
  REJECT_FILTERS_WITHOUT_KINDS("RejectFiltersWithoutKinds"),
  REJECT_FOREIGN_PRIVATE_READS("RejectForeignPrivateReads"),
  REJECT_FOREIGN_PROTECTED_EVENTS("RejectForeignProtectedEvents"),
  REJECT_FOREIGN_VANISH_REQUESTS("RejectForeignVanishRequests"),
  REJECT_FUTURE_EVENTS("RejectFutureEvents"),
  REJECT_KINDS("RejectKinds"),
  REJECT_KINDS_ELSEWHERE("RejectKindsElsewhere"),
  REJECT_LONG_CONTENT("RejectLongContent"),
  REJECT_LOW_DIFFICULTY("RejectLowDifficulty"),
  REJECT_NON_MEMBERS("RejectNonMembers"),
  REJECT_NON_MEMBER_READS("RejectNonMemberReads"),
  REJECT_OLD_EVENTS("RejectOldEvents"),
  REJECT_REPOSTS_OF_PROTECTED_EVENTS("RejectRepostsOfProtectedEvents"),
  REJECT_TOO_MANY_FILTERS("RejectTooManyFilters"),
  REJECT_TOO_MANY_TAGS("RejectTooManyTags"),
  REJECT_UNAUTHENTICATED_APP_DATA("RejectUnauthenticatedAppData"),
  REJECT_UNAUTHENTICATED_EVENTS("RejectUnauthenticatedEvents"),
  REJECT_UNAUTHENTICATED_INVITE_REQUESTS("RejectUnauthenticatedInviteRequests"),
  REJECT_UNAUTHENTICATED_READS("RejectUnauthenticatedReads"),
  REJECT_UNAUTHENTICATED_WRAPS("RejectUnauthenticatedWraps"),
  REJECT_WORDS("RejectWords"),
  SERVED_BUDGET("ServedBudget"),
  TOO_MANY_SUBSCRIPTIONS("TooManySubscriptions"),
  UNREADABLE("Unreadable"),
  WRONG_ID("WrongId"),
  WRONG_SIGNATURE("WrongSignature");

  private final String label;

  RuleName(String label) {
    this.label = label;
  }

  /** Returns the label as metrics spell it. */
  public String label() {
    return label;
  }
}
