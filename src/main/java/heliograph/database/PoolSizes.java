package heliograph.database;

import heliograph.config.DatabaseConfig;
import heliograph.config.PoolSize;

/**
 * The two pools' sizes: as configured, or smaller where all relays' pools together would leave the
 * server fewer than {@link #RESERVED} connections for others.
 *
 * @param write of the pool to the primary
 * @param read of the pool for reading
 * @param scaled whether they had to shrink
 */
public record PoolSizes(PoolSize write, PoolSize read, boolean scaled) {
  /** Connections of the server that the relays leave alone. */
  static final int RESERVED = 20;

  /** For a server of our own: twice {@link #RESERVED}, so that a lone relay has twenty. */
  public static final int EMBEDDED_CONNECTIONS = 40;

  /**
   * The sum rule: write and read pools of all instances leave {@link #RESERVED} connections free.
   *
   * @param connectionsMax what the server accepts
   */
  static PoolSizes within(DatabaseConfig config, int connectionsMax) {
    double each = Math.max(2, (connectionsMax - RESERVED) / config.instances());
    double share = each / config.connectionsMax();
    return share >= 1
        ? new PoolSizes(config.writePool(), config.readPool(), false)
        : new PoolSizes(config.writePool().scaled(share), config.readPool().scaled(share), true);
  }
}
