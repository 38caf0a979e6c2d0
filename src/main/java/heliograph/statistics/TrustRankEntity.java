package heliograph.statistics;

import heliograph.statistics.AccountStatistics.Ranked;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of {@code trust_ranks}. Confined to one question. */
@Entity(name = "TrustRank")
@Table(name = "trust_ranks")
@IdClass(TrustRankEntity.Key.class)
class TrustRankEntity {
  /** A run and an account. */
  record Key(long generation, int account) {}

  @Id private long generation;

  @Id private int account;

  @ManyToOne
  @JoinColumn(name = "account", insertable = false, updatable = false)
  private @Nullable AccountEntity owner;

  private int rank;
  private int followers;

  @Column(name = "trusted_followers")
  private int trustedFollowers;

  /** Returns the account, after which the next page begins. */
  int account() {
    return account;
  }

  Ranked value() {
    return new Ranked(Objects.requireNonNull(owner).key(), rank, followers, trustedFollowers);
  }
}
