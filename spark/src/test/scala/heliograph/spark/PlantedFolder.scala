package heliograph.spark

import heliograph.bench.PlantedGraph
import heliograph.graph.{FollowGraph, Workers}
import java.nio.ByteBuffer
import java.util.SplittableRandom
import org.apache.spark.sql.SparkSession

/** Writes a generated graph as Parquet: `PlantedFolder ACCOUNTS FOLLOWS FOLDER`, for docs/scaling.md. */
object PlantedFolder {
  /** Tasks of a local master read it where it is. */
  private var rows: FollowGraph = _

  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder().getOrCreate()
    val planted = new PlantedGraph(args(0).toInt, args(1).toInt, 1)
    write(spark, planted, planted.follows.build(Workers.inCaller()), key(new SplittableRandom(1)), identity, args(2))
    spark.stop()
  }

  private def key(random: SplittableRandom)(account: Int): Array[Byte] =
    ByteBuffer.allocate(32).putLong(random.nextLong()).putLong(random.nextLong()).putLong(random.nextLong())
      .putInt(account).array

  /** Writes the tables of a graph, with these keys and numbers of its accounts. */
  def write(spark: SparkSession, planted: PlantedGraph, graph: FollowGraph, key: Int => Array[Byte], id: Int => Int, folder: String): Unit = {
    import spark.implicits._
    rows = graph
    (0 until graph.accounts)
      .map(account => (id(account), key(account), planted.facts.firstSeen(account), planted.facts.requests(account).toLong))
      .toDF("account", "key", "first_seen", "requests").write.parquet(s"$folder/accounts")
    spark.range(0, graph.accounts.toLong, 1, 8)
      .flatMap(account => PlantedFolder.rows.followedBy(account.toInt).toSeq.map(other => (id(account.toInt), id(other))))
      .toDF("follower", "followed").write.parquet(s"$folder/follows")
    planted.seeds(20).toSeq.map(id).toDF("account").write.parquet(s"$folder/seeds")
  }
}
