package heliograph.spark

import heliograph.graph.{FollowGraph, Workers}
import java.util.{Arrays, BitSet}
import org.apache.spark.Partitioner
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.storage.StorageLevel
import scala.collection.mutable.ArrayBuffer
import scala.reflect.ClassTag

/**
 * All follows, in blocks on the machines of the cluster. A job sends a few numbers an account to
 * every machine, each block looks at its rows, and what it answers comes back to the driver: no
 * follow moves after the blocks are made.
 */
final class Follows private (blocks: RDD[Block], val accounts: Int, parts: Int) {
  /** How many follow each account. */
  val followers: Array[Int] = ints(())((block, _) => block.in.lengths)

  /** How many each account follows. */
  val followed: Array[Int] = ints(())((block, _) => block.out.lengths)

  val count: Long = followed.foldLeft(0L)(_ + _)

  /** Asks every block, and hands over each answer as it comes, one at a time. */
  def ask[S: ClassTag, T: ClassTag](told: S)(work: (Block, S) => T)(take: (Int, T) => Unit): Unit = {
    val sent = blocks.sparkContext.broadcast(told)
    try
      blocks.sparkContext.runJob(
        blocks,
        (block: Iterator[Block]) => work(block.next(), sent.value),
        (part: Int, answer: T) => take(part, answer))
    finally sent.destroy()
  }

  /** A number for each row of a block, as numbers of all accounts. */
  def ints[S: ClassTag](told: S)(work: (Block, S) => Array[Int]): Array[Int] = {
    val all = new Array[Int](accounts)
    ask(told)(work)((part, answer) =>
      for (row <- answer.indices) all(row * parts + part) = answer(row))
    all
  }

  /** Like `ints`. */
  def doubles[S: ClassTag](told: S)(work: (Block, S) => Array[Double]): Array[Double] = {
    val all = new Array[Double](accounts)
    ask(told)(work)((part, answer) =>
      for (row <- answer.indices) all(row * parts + part) = answer(row))
    all
  }

  /** The accounts that the blocks choose. */
  def choose[S: ClassTag](told: S)(work: (Block, S) => Array[Int]): BitSet = {
    val chosen = new BitSet(accounts)
    ask(told)(work)((_, answer) => answer.foreach(chosen.set))
    chosen
  }

  /** How many follows there are among these accounts. */
  def within(set: BitSet): Long = {
    var sum = 0L
    ask(set)((block, inside) =>
      block.choose(row => inside.get(block.account(row))).iterator
        .map(account => block.out.count(account / block.parts, inside).toLong).sum)((_, more) =>
      sum += more)
    sum
  }

  /** Fetches the follows among these accounts. */
  def fetchWithin(set: BitSet): FollowGraph.Builder = fetch(set, both = true)

  /** Fetches the follows of and by these accounts. */
  def fetchTouching(set: BitSet): FollowGraph.Builder = fetch(set, both = false)

  private def fetch(set: BitSet, both: Boolean): FollowGraph.Builder = {
    val graph = FollowGraph.builder(accounts)
    var fetched = 0L
    ask((set, both)) { case (block, (inside, onlyBoth)) => Follows.pairs(block, inside, onlyBoth) } {
      (_, pairs) =>
        fetched += pairs.length / 2
        if (fetched > Follows.fetchedMax)
          throw new Refused(
            f"the driver has no room for the more than ${Follows.fetchedMax}%,d follows of groups outside the giant component: give it more memory (--driver-memory)")
        for (at <- pairs.indices by 2) graph.add(pairs(at), pairs(at + 1))
    }
    graph
  }

  /** What the blocks count, added up by its key over all of them. */
  def sums[S: ClassTag](told: S)(work: (Block, S) => Iterator[(Long, Long)]): Array[(Long, Long)] = {
    val sent = blocks.sparkContext.broadcast(told)
    try blocks.flatMap(block => work(block, sent.value)).reduceByKey(_ + _).collect()
    finally sent.destroy()
  }

  def release(): Unit = blocks.unpersist()
}

object Follows {
  /** Half of the driver's heap, at 24 bytes a follow. */
  def fetchedMax: Long = Runtime.getRuntime.maxMemory / 2 / 24

  /** Number of blocks for so many accounts: five million follows each, at fifty an account. */
  def parts(accounts: Int, cores: Int): Int = 2 * cores + accounts / 100_000

  /**
   * Makes the blocks, on disk where memory ends. A block that is lost ends the run, as the tables
   * it came from have changed since.
   *
   * @param pairs of numbers of accounts, follower and followed first
   * @param ids the numbers of all accounts, ascending; others are left out
   */
  def of(pairs: DataFrame, ids: Array[Int], parts: Int): Follows = {
    val accounts = ids.length
    val known = pairs.sparkSession.sparkContext.broadcast(ids)
    val blocks = pairs.rdd
      .mapPartitions(rows => new Split(parts, known.value).of(rows))
      .partitionBy(new ToBlocks(parts))
      .mapPartitionsWithIndex((part, chunks) => Iterator(block(part, parts, accounts, chunks)))
      .persist(StorageLevel.MEMORY_AND_DISK)
      .localCheckpoint()
    blocks.count()
    known.unpersist()
    new Follows(blocks, accounts, parts)
  }

  private final class ToBlocks(parts: Int) extends Partitioner {
    override def numPartitions: Int = parts

    override def getPartition(key: Any): Int = key.asInstanceOf[Int] >> 1
  }

  private def block(part: Int, parts: Int, accounts: Int, chunks: Iterator[(Int, Array[Int])]): Block = {
    val (out, in) = chunks.toSeq.partition(_._1 == 2 * part)
    val size = Block.rows(accounts, parts, part)
    new Block(part, parts, Rows.of(out.map(_._2), size), Rows.of(in.map(_._2), size))
  }

  /** Sorts follows by the blocks that want them, in chunks: by follower 2 · block, else one more. */
  private final class Split(parts: Int, ids: Array[Int]) {
    private val chunks = Array.fill(2 * parts)(new ArrayBuffer[Int](256))

    def of(rows: Iterator[Row]): Iterator[(Int, Array[Int])] =
      rows.flatMap(row => add(account(row.getInt(0)), account(row.getInt(1)))) ++
        chunks.indices.iterator.filter(chunks(_).nonEmpty).map(take)

    private def account(id: Int): Int = Arrays.binarySearch(ids, id)

    private def add(follower: Int, followed: Int): Iterator[(Int, Array[Int])] =
      if (follower < 0 || followed < 0 || follower == followed) Iterator.empty
      else add(2 * (follower % parts), follower, followed) ++ add(2 * (followed % parts) + 1, followed, follower)

    private def add(key: Int, mine: Int, other: Int): Iterator[(Int, Array[Int])] = {
      chunks(key) += mine / parts += other
      if (chunks(key).length < 8_192) Iterator.empty else Iterator(take(key))
    }

    private def take(key: Int): (Int, Array[Int]) = {
      val chunk = chunks(key).toArray
      chunks(key).clear()
      (key, chunk)
    }
  }

  private def pairs(block: Block, set: BitSet, both: Boolean): Array[Int] = {
    val pairs = new scala.collection.mutable.ArrayBuilder.ofInt
    for (row <- 0 until block.rows) {
      val account = block.account(row)
      val inside = set.get(account)
      if (inside || !both)
        for (at <- block.out.start(row) until block.out.start(row + 1)) {
          val other = set.get(block.out.ids(at))
          if (if (both) inside && other else inside || other) pairs.addOne(account).addOne(block.out.ids(at))
        }
    }
    pairs.result()
  }

  /** The graph of fetched follows. */
  def build(fetched: FollowGraph.Builder): FollowGraph = fetched.build(Workers.inCaller())
}
