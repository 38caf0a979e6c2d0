package heliograph.statistics;

import heliograph.statistics.AccountStatistics.Trend;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of {@code follower_trends}. Confined to one question. */
@Entity(name = "FollowerTrend")
@Table(name = "follower_trends")
@IdClass(FollowerTrendEntity.Key.class)
class FollowerTrendEntity {
  /** A run, a number of days and an account. */
  record Key(long generation, int days, int account) {}

  @Id private long generation;

  @Id
  @Column(name = "window_days")
  private int days;

  @Id private int account;

  @ManyToOne
  @JoinColumn(name = "account", insertable = false, updatable = false)
  private @Nullable AccountEntity owner;

  private long followers;
  private long gained;
  private long lost;

  /** Returns the account, after which the next page begins. */
  int account() {
    return account;
  }

  Trend value() {
    return new Trend(Objects.requireNonNull(owner).key(), followers, gained, lost);
  }
}
