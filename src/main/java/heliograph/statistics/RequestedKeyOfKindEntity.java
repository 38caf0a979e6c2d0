package heliograph.statistics;

import heliograph.statistics.RequestStatistics.Requested;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Arrays;

/** A row of {@code req_analytics_by_kind}. Confined to one question. */
@Entity(name = "RequestedKeyOfKind")
@Table(name = "req_analytics_by_kind")
@IdClass(RequestedKeyOfKindEntity.Key.class)
class RequestedKeyOfKindEntity {
  /** Kind and key. */
  static class Key {
    private int kind;
    private byte[] pubkey = {};

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.kind == kind && Arrays.equals(key.pubkey, pubkey);
    }

    @Override
    public int hashCode() {
      return 31 * kind + Arrays.hashCode(pubkey);
    }
  }

  @Id private int kind;
  @Id private byte[] pubkey = {};

  @Column(name = "request_count")
  private long requests;

  @Column(name = "last_request")
  private OffsetDateTime lastAt = OffsetDateTime.MIN;

  Requested value() {
    return Requested.of(pubkey, requests, lastAt);
  }
}
