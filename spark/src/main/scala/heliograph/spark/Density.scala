package heliograph.spark

import heliograph.graph.Shared
import java.util.BitSet

/**
 * The local density around each account, as `LocalDensity` measures it. What it asks of others, 64
 * followers of each at most, is sent to all machines in slices of the accounts.
 */
final class Density(follows: Follows, sliceMax: Int, progress: String => Unit) {
  import Density._

  /** Rounded differently from the relay's in the last digit: sums run in the order of slices. */
  def of(): Array[Float] = {
    val all = new Array[Double](follows.accounts)
    val early = new Array[Double](follows.accounts)
    for (slice <- slices()) {
      progress(f"bots: local density, followers ${slice.from}%,d to ${slice.end}%,d")
      fill(slice)
      val both = follows.doubles(slice)((block, told) => shares(block, told, Int.MaxValue))
      val first = follows.doubles(slice)((block, told) => shares(block, told, Shared.earlySamples))
      for (account <- all.indices) {
        all(account) += both(account)
        early(account) += first(account)
      }
    }
    Array.tabulate(follows.accounts) { account =>
      val asked = sampled(follows.followers(account))
      val most = Shared.earlyMax * Shared.earlySamples
      if (asked >= Shared.earlySamples && early(account) < most) (early(account) / Shared.earlySamples).toFloat
      else (all(account) / math.max(1, asked)).toFloat
    }
  }

  private def slices(): Seq[Slice] = {
    val slices = Seq.newBuilder[Slice]
    var from = 0
    while (from < follows.accounts) {
      val start = new scala.collection.mutable.ArrayBuilder.ofInt
      start += 0
      var account = from
      var size = 0
      while (account < follows.accounts && size < sliceMax) {
        size += sampled(follows.followers(account))
        start += size
        account += 1
      }
      slices += new Slice(from, account, start.result(), new Array[Int](size))
      from = account
    }
    slices.result()
  }

  private def fill(slice: Slice): Unit =
    follows.ask((slice.from, slice.end))((block, range: (Int, Int)) => samples(block, range)) {
      (_, answer) =>
        for ((account, ids) <- answer)
          System.arraycopy(ids, 0, slice.ids, slice.start(account - slice.from), ids.length)
    }
}

object Density {
  /** Followers of the accounts from `from` to before `end`, those that are asked. */
  final class Slice(val from: Int, val end: Int, val start: Array[Int], val ids: Array[Int])
      extends Serializable

  private def step(followers: Int): Int = (followers + Shared.samples - 1) / Shared.samples

  private def sampled(followers: Int): Int =
    if (followers == 0) 0 else (followers + step(followers) - 1) / step(followers)

  private def samples(block: Block, range: (Int, Int)): Array[(Int, Array[Int])] =
    for {
      row <- (0 until block.rows).toArray
      account = block.account(row)
      if account >= range._1 && account < range._2
    } yield (account, sample(block.in, row))

  private def sample(rows: Rows, row: Int): Array[Int] =
    if (rows.length(row) == 0) Array()
    else (rows.start(row) until rows.start(row + 1) by step(rows.length(row))).map(rows.ids).toArray

  /** The shares, added up, of those of the first `most` sampled followers that are in the slice. */
  private def shares(block: Block, slice: Slice, most: Int): Array[Double] = {
    val marked = new BitSet
    Array.tabulate(block.rows) { row =>
      val least = Shared.degreeMin
      if (block.in.length(row) < least || block.out.length(row) < least) 0.0
      else {
        val asked = sample(block.in, row).take(most).filter(one => one >= slice.from && one < slice.end)
        val from = block.in.start(row)
        val to = block.in.start(row + 1)
        if (asked.nonEmpty) for (at <- from until to) marked.set(block.in.ids(at))
        val sum = asked.map(share(_, block.account(row), slice, marked)).sum
        if (asked.nonEmpty) for (at <- from until to) marked.clear(block.in.ids(at))
        sum
      }
    }
  }

  private def share(follower: Int, account: Int, slice: Slice, marked: BitSet): Double = {
    var common = 0
    var others = 0
    var at = slice.start(follower - slice.from)
    val end = slice.start(follower - slice.from + 1)
    while (at < end) {
      val other = slice.ids(at)
      if (other != account) {
        others += 1
        if (marked.get(other)) common += 1
      }
      at += 1
    }
    if (others == 0) 0 else common.toFloat / others
  }
}
