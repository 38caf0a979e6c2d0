package heliograph.statistics;

import heliograph.statistics.RequestStatistics.Requested;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;

/** A row of {@code req_analytics}. Confined to one question. */
@Entity(name = "RequestedKey")
@Table(name = "req_analytics")
class RequestedKeyEntity {
  @Id
  @Column(name = "pubkey")
  private byte[] pubkey = {};

  @Column(name = "total_requests")
  private long requests;

  @Column(name = "last_request")
  private OffsetDateTime lastAt = OffsetDateTime.MIN;

  Requested value() {
    return Requested.of(pubkey, requests, lastAt);
  }
}
