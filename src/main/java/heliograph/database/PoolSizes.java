package heliograph.database;

import heliograph.config.DatabaseConfig;
import heliograph.config.PoolSize;

/**
 * The sizes of the two pools: as configured, or smaller if the pools of all relays together would
 * leave fewer than {@link #RESERVED} connections of the server for others.
 *
 * @param write the size of the pool to the primary
 * @param read the size of the pool for reading
 * @param scaled whether they were reduced
 */
public record PoolSizes(PoolSize write, PoolSize read, boolean scaled) {
  /** The number of connections of the server that the relays leave free. */
  static final int RESERVED = 20;

  /**
   * The connections of an embedded server: twice {@link #RESERVED}, so that a single relay has
   * twenty.
   */
  public static final int EMBEDDED_CONNECTIONS = 40;

  /**
   * Returns the sizes with which the pools of all relays leave {@link #RESERVED} connections free.
   *
   * @param connectionsMax the maximum number of connections of the server
   */
  static PoolSizes within(DatabaseConfig config, int connectionsMax) {
    double each = Math.max(2, (connectionsMax - RESERVED) / config.instances());
    double share = each / config.connectionsMax();
    return share >= 1
        ? new PoolSizes(config.writePool(), config.readPool(), false)
        : new PoolSizes(config.writePool().scaled(share), config.readPool().scaled(share), true);
  }
}
