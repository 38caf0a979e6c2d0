package heliograph.spark

import heliograph.graph.TrustFlow

/** Trust as it flows along the follows of all blocks, added up as the relay adds it. */
final class Spread(follows: Follows, progress: String => Unit) extends TrustFlow {
  private var rounds = 0

  override def accounts: Int = follows.accounts

  override def followed(account: Int): Int = follows.followed(account)

  override def gather(passed: Array[Double], next: Array[Double]): Unit = {
    rounds += 1
    if (rounds % 10 == 1) progress(s"trust: round $rounds")
    System.arraycopy(follows.doubles(passed)(Spread.received), 0, next, 0, accounts)
  }

  override def trustedFollowers(ranks: Array[Byte], trustedFrom: Int): Array[Int] =
    follows.ints((ranks, trustedFrom))(Spread.trusted)
}

object Spread {
  private def received(block: Block, passed: Array[Double]): Array[Double] = {
    val sums = new Array[Double](block.rows)
    for (row <- sums.indices) {
      var sum = 0.0
      var at = block.in.start(row)
      while (at < block.in.start(row + 1)) {
        sum += passed(block.in.ids(at))
        at += 1
      }
      sums(row) = sum
    }
    sums
  }

  private def trusted(block: Block, told: (Array[Byte], Int)): Array[Int] = {
    val (ranks, from) = told
    Array.tabulate(block.rows) { row =>
      var count = 0
      var at = block.in.start(row)
      while (at < block.in.start(row + 1)) {
        if (ranks(block.in.ids(at)) >= from) count += 1
        at += 1
      }
      count
    }
  }
}
