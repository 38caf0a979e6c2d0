package heliograph.spark

import heliograph.bench.PlantedGraph
import heliograph.database.Migrations
import heliograph.database.embedded.EmbeddedPostgres
import heliograph.event.PublicKey
import heliograph.graph.{FollowGraph, Workers}
import java.io.StringReader
import java.nio.file.Path
import java.sql.{Connection, DriverManager}
import java.util.SplittableRandom
import org.apache.spark.sql.SparkSession
import org.postgresql.PGConnection
import org.postgresql.ds.PGSimpleDataSource

/** A generated graph, in the database of a relay that nobody else has, and as Parquet. */
final class Planted(accounts: Int, follows: Int) extends AutoCloseable {
  private val random = new SplittableRandom(1)
  private val server = new EmbeddedPostgres(Path.of("target", "postgres"), 50)
  private val address = server.start()

  val graph = new PlantedGraph(accounts, follows, 1)
  val rows: FollowGraph = graph.follows.build(Workers.inCaller())
  val keys: IndexedSeq[PublicKey] = IndexedSeq.fill(accounts)(
    new PublicKey(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()))
  val seeds: Set[PublicKey] = graph.seeds(20).map(keys).toSet
  val url: String = address.url
  val user: String = address.user
  val password: String = address.password

  def id(account: Int): Int = Planted.id(account)

  def account(id: Int): Int = (id - 1) / 3

  fill()

  private def fill(): Unit = {
    val source = new PGSimpleDataSource
    source.setUrl(url)
    source.setUser(user)
    source.setPassword(password)
    execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    Migrations.run(source)
    copy(
      "account (id, pubkey, first_seen)",
      Iterator.range(0, accounts).map(account =>
        s"${id(account)}\t\\\\x${keys(account).hex}\t${java.time.Instant.ofEpochSecond(graph.facts.firstSeen(account))}"))
    copy(
      "follow",
      for (account <- Iterator.range(0, accounts); other <- rows.followedBy(account).iterator)
        yield s"${id(account)}\t${id(other)}")
    execute(
      s"INSERT INTO follow VALUES (2, 1), (1, ${id(accounts)})", // of accounts that are gone
      s"INSERT INTO follower_changes VALUES (current_date, ${id(5)}, 12, 0)")
  }

  private def copy(table: String, lines: Iterator[String]): Unit =
    on(connection => {
      val copies = connection.unwrap(classOf[PGConnection]).getCopyAPI
      for (some <- lines.grouped(100_000))
        copies.copyIn(s"COPY $table FROM STDIN", new StringReader(some.mkString("", "\n", "\n")))
    })

  def on[T](work: Connection => T): T = {
    val connection = DriverManager.getConnection(url, user, password)
    try work(connection)
    finally connection.close()
  }

  def execute(statements: String*): Unit =
    on(connection => statements.foreach(connection.createStatement.execute(_)))

  /** The rows of a query, their columns as text. */
  def query(sql: String): Seq[Seq[String]] = on { connection =>
    val rows = connection.createStatement.executeQuery(sql)
    Iterator.continually(rows).takeWhile(_.next())
      .map(row => (1 to row.getMetaData.getColumnCount).map(row.getString)).toSeq
  }

  /** Writes the graph as Parquet, with the numbers of the database. */
  def write(spark: SparkSession, folder: String): Unit =
    PlantedFolder.write(spark, graph, rows, account => keys(account).bytes, Planted.id, folder)

  override def close(): Unit = server.stop()
}

object Planted {
  /** Numbers of the database have gaps in life. */
  def id(account: Int): Int = 3 * account + 1
}
