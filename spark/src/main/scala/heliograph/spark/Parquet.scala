package heliograph.spark

import heliograph.event.PublicKey
import heliograph.graph.{BotCluster, GraphJobs}
import heliograph.trust.Accounts
import java.nio.ByteBuffer
import java.util.UUID
import org.apache.hadoop.fs.{Path => HadoopPath}
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.functions.col
import scala.jdk.CollectionConverters._

/** Graphs and results as folders of Parquet files; docs/scaling.md has their columns. */
final class Parquet(spark: SparkSession) {
  import Parquet._
  import spark.implicits._

  /** Reads accounts and the clusters of the last run. */
  def accounts(folder: String): Accounts = {
    val accounts = new Accounts
    val rows = read(folder, "accounts")
      .select(col("account").cast("int"), col("key"), col("first_seen").cast("long"), col("requests").cast("long"))
    accounts.begin(!rows.filter(col("requests").isNotNull).isEmpty)
    for (row <- rows.orderBy("account").toLocalIterator().asScala) {
      val key = row.getAs[Array[Byte]](1)
      if (key == null || key.length != 32) throw new Refused(s"account ${row.getInt(0)} in $folder has no key of 32 bytes")
      accounts.add(row.getInt(0), key, if (row.isNullAt(2)) 0 else row.getLong(2), if (row.isNullAt(3)) 0 else row.getLong(3))
    }
    if (exists(s"$folder/known_clusters"))
      read(folder, "known_clusters").select(col("cluster").cast("long"), col("account").cast("int"))
        .orderBy("cluster", "account").toLocalIterator().asScala
        .foreach(row => accounts.clusterMember(row.getLong(0), row.getInt(1)))
    accounts
  }

  /** The keys of the accounts that are trusted. */
  def seeds(folder: String): Set[PublicKey] =
    if (!exists(s"$folder/seeds")) Set.empty
    else
      read(folder, "seeds").join(read(folder, "accounts"), "account").select("key").as[Array[Byte]].collect()
        .map(key => PublicKey.read(ByteBuffer.wrap(key), 0)).toSet

  /** The follows of a graph. */
  def follows(folder: String): DataFrame =
    read(folder, "follows").select(col("follower").cast("int"), col("followed").cast("int"))

  private def read(folder: String, table: String): DataFrame = {
    if (!exists(s"$folder/$table")) throw new Refused(s"there is no folder $folder/$table")
    spark.read.parquet(s"$folder/$table")
  }

  def exists(path: String): Boolean = files(path).exists(new HadoopPath(path))

  private def files(path: String) = new HadoopPath(path).getFileSystem(spark.sessionState.newHadoopConf())

  /** Writes results beside the folder and gives them its name when all of them are there. */
  def write(folder: String, ids: Array[Int], follows: Follows, results: GraphJobs.Results): Unit = {
    val partial = s"$folder.partial-${UUID.randomUUID}"
    val columns = Array(
      ids,
      Array.tabulate(ids.length)(results.trust.rank),
      follows.followers,
      Array.tabulate(ids.length)(results.trust.trustedFollowers),
      Array.tabulate(ids.length)(results.communities.of))
    val sent = spark.sparkContext.broadcast(columns)
    spark.range(0, ids.length.toLong, 1, 1 + ids.length / 1_000_000)
      .map { number =>
        val row = sent.value.map(_(number.toInt))
        AccountRow(row(0), row(1), row(2), row(3), row(4))
      }
      .write.parquet(s"$partial/accounts")
    val clusters = results.clusters.asScala.toSeq
    clusters.map(ClusterRow.of).toDF().coalesce(1).write.parquet(s"$partial/clusters")
    clusters.flatMap(cluster => cluster.members.stream.toArray.map(one => (cluster.id, ids(one))))
      .toDF("cluster", "account").write.parquet(s"$partial/cluster_members")
    results.spam.asScala.toSeq
      .map(one => (ids(one.account), one.cluster, one.score, one.reasons.asScala.map(_.name).toSeq))
      .toDF("account", "cluster", "score", "reasons").write.parquet(s"$partial/spam")
    if (!files(folder).rename(new HadoopPath(partial), new HadoopPath(folder)))
      throw new Refused(s"the results are in $partial, which cannot be renamed to $folder")
  }
}

object Parquet {
  final case class AccountRow(account: Int, rank: Int, followers: Int, trusted_followers: Int, community: Int)

  final case class ClusterRow(
      cluster: Long,
      origin: String,
      size: Int,
      follows: Int,
      density: Double,
      local_density: Double,
      external_ratio: Double,
      outside_follows: Int,
      outside_share: Double,
      age_spread_seconds: Option[Long],
      requested_share: Option[Double],
      score: Double,
      suspicious: Boolean,
      evidence: Seq[String])

  object ClusterRow {
    def of(cluster: BotCluster): ClusterRow = {
      val features = cluster.features
      ClusterRow(
        cluster.id,
        cluster.origin.name,
        cluster.members.size,
        features.follows,
        features.density,
        features.localDensity,
        features.externalRatio,
        features.outsideFollows,
        features.outsideShare,
        Option.when(features.agesKnown)(features.ageSpread.toSeconds),
        Option.when(features.requestsKnown)(features.requestedShare),
        cluster.score,
        cluster.suspicious,
        cluster.evidence.asScala.map(one => s"${one.sign}: ${one.sentence}").toSeq)
    }
  }
}
