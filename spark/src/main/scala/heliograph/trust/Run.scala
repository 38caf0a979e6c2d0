package heliograph.trust

import heliograph.database.Sql
import heliograph.event.PublicKey
import heliograph.graph.{AccountIndex, GraphJobs, Workers}
import java.nio.ByteBuffer
import java.time.Duration
import java.util.UUID
import scala.jdk.CollectionConverters._

/** The accounts of a graph whose follows are somewhere else. */
final class Accounts {
  private[trust] val loaded = new LoadedGraph(Long.MaxValue, () => false)

  /** Before all others; whether 0 requests are known to be none. */
  def begin(requestsKnown: Boolean): Unit = loaded.begin(requestsKnown)

  /** Adds an account; they come by ascending number. */
  def add(id: Int, key: Array[Byte], firstSeen: Long, requests: Long): Unit =
    loaded.account(id, PublicKey.read(ByteBuffer.wrap(key), 0), firstSeen, requests)

  /** Adds a member of a cluster of the last run. */
  def clusterMember(cluster: Long, id: Int): Unit = loaded.clusterMember(cluster, id)

  def size: Int = loaded.accounts

  /** The numbers of all accounts, ascending. */
  def ids: Array[Int] = Array.tabulate(size)(loaded.id)

  /** What the jobs want, with an empty graph. */
  def input(seeds: Set[PublicKey]): GraphJobs.Input = loaded.input(seeds.asJava, Workers.inCaller())
}

/** Follows as `Publication` wants them, for who is not in this room. */
abstract class FollowCounts extends Publication.Follows

/** A run on a relay's database, which keeps the relay's own runs away until it ends. */
final class Run private (connection: GraphConnection) {
  /** Does a step and notes in `job_runs` how it went; the detail is JSON. */
  def step[T](name: String, work: => T, detail: T => String): T =
    connection.step[T](name, () => work, done => detail(done))

  /** Reads the accounts, and has the follows read as they are at the same moment, of that name. */
  def load(accounts: Accounts, follows: String => Unit): Unit =
    connection.load(accounts.loaded, follows(_))

  /** The number of the first account that has another key in the database, or none. */
  def stranger(input: GraphJobs.Input, ids: Array[Int]): Option[Int] = {
    val strangers = new java.util.BitSet(ids.length)
    strangers.set(0, ids.length)
    val known = new GraphSink {
      override def begin(requestsKnown: Boolean): Unit = ()
      override def account(id: Int, key: PublicKey, firstSeen: Long, requests: Long): Unit = {
        val account = input.index.find(key.a, key.b, key.c, key.d)
        if (account != AccountIndex.NONE && ids(account) == id) strangers.clear(account)
      }
      override def follow(source: Int, target: Int): Unit = ()
      override def clusterMember(fingerprint: Long, account: Int): Unit = ()
    }
    connection.load(known, (_: String) => ())
    Option.when(!strangers.isEmpty)(ids(strangers.nextSetBit(0)))
  }

  /** Writes a generation and makes it the current one, in one transaction; returns its number. */
  def publish(accounts: Accounts, follows: FollowCounts, results: GraphJobs.Results, seeds: Int): Long = {
    val publication = new Publication(accounts.loaded, follows, results, () => false)
    connection.publish(publication.detail(seeds), publication.write(_))
  }
}

object Run {
  /** Does a run, unless a relay or another runner is doing one; returns whether it ran. */
  def tryRun(sql: Sql)(work: Run => Unit): Boolean =
    GraphConnection.tryRun(
      sql, UUID.randomUUID, Duration.ZERO, connection => work(new Run(connection)))
}
