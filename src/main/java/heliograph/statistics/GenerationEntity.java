package heliograph.statistics;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A row of {@code graph_generation}: a run of the graph jobs. Confined to one question. */
@Entity(name = "Generation")
@Table(name = "graph_generation")
class GenerationEntity {
  @Id private long id;

  @SuppressWarnings("UnusedVariable") // queries ask for it
  private String job = "";

  @Column(name = "published_at")
  private @Nullable OffsetDateTime publishedAt;

  long id() {
    return id;
  }
}
