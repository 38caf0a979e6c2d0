package heliograph.trust

import heliograph.database.Connections
import heliograph.event.PublicKey
import heliograph.graph.{GraphJobs, Workers}
import heliograph.spark.Planted
import java.time.Duration
import java.util.UUID
import scala.jdk.CollectionConverters._

/** The relay's own jobs on the same database: what a run on Spark is held against. */
object InMemory {
  /** The numbers of the accounts, and what was found; nothing is published. */
  def results(database: Planted, seeds: Set[PublicKey]): (Array[Int], GraphJobs.Results) = {
    val loaded = new LoadedGraph(Long.MaxValue, () => false)
    Connections.on(database.url, database.user, database.password)(sql =>
      GraphConnection.tryRun(sql, new UUID(1, 1), Duration.ZERO, _.load(loaded)))
    val input = loaded.input(seeds.asJava, Workers.inCaller())
    (Array.tabulate(loaded.accounts)(loaded.id), GraphJobs.run(input, Workers.inCaller()))
  }
}
