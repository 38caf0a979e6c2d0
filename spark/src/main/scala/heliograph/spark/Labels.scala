package heliograph.spark

import heliograph.graph.{Communities, Labelled, Shared}
import java.util.Arrays

/**
 * Communities in two steps: labels, which all blocks move together, then `Communities` of the graph
 * whose nodes are labels, on the driver.
 *
 * {{{
 * gain of v with label L   w(v, L) − k(v) · K(L) / 2m
 * }}}
 *
 * as in `Leiden`, but each account sees the labels of the round before. A quarter of the accounts
 * moves at a time, or neighbours would swap labels for ever.
 */
final class Labels(follows: Follows, progress: String => Unit) {
  import Labels._

  /** The label of each account. */
  val labels: Array[Int] = Array.range(0, follows.accounts)

  def communities(seed: Long): (Communities, Labelled) = {
    var round = 0
    var moved = Int.MaxValue
    while (round < RoundsMax && (round % Turns != 0 || moved > follows.accounts / 100)) {
      if (round % Turns == 0) moved = 0
      moved += move(round)
      round += 1
      if (round % Turns == 0) progress(f"communities: $moved%,d accounts moved")
    }
    val count = renumber()
    val between = counted(count)
    (Shared.communities(labels, between, seed), between)
  }

  private def move(round: Int): Int = {
    val weights = new Array[Long](labels.length)
    for (account <- labels.indices)
      weights(labels(account)) += follows.followers(account) + follows.followed(account)
    var moved = 0
    follows.ask(Round(labels, weights, math.max(1.0, 2.0 * follows.count), round % Turns)) { (block, told: Round) =>
      block.choose(row => turn(block.account(row)) == told.turn)
        .flatMap(account => better(block, account / block.parts, told).map(label => (account, label)))
    } { (_, moves) =>
      moved += moves.length
      for ((account, label) <- moves) labels(account) = label
    }
    moved
  }

  private def renumber(): Int = {
    val number = new Array[Int](labels.length)
    var count = 0
    for (account <- labels.indices) {
      if (number(labels(account)) == 0) {
        count += 1
        number(labels(account)) = count
      }
      labels(account) = number(labels(account)) - 1
    }
    count
  }

  private def counted(count: Int): Labelled = {
    val sums = follows.sums(labels)(pairs)
    new Labelled(
      count,
      sums.map(_._1 >>> 32).map(_.toInt),
      sums.map(_._1.toInt),
      sums.map(_._2.toInt))
  }
}

object Labels {
  private val Turns = 4
  private val RoundsMax = 10 * Turns
  private val GainMin = 1e-9

  private final case class Round(labels: Array[Int], weights: Array[Long], all: Double, turn: Int)

  private def turn(account: Int): Int = (account * 0x9e3779b9) >>> 30

  /** The label that gains most, if it is another one. */
  private def better(block: Block, row: Int, told: Round): Option[Int] = {
    val account = block.account(row)
    val own = told.labels(account)
    val around = labelsOf(block.out, row, told.labels) ++ labelsOf(block.in, row, told.labels)
    val factor = around.length / told.all
    Arrays.sort(around)
    var best = own
    var most = around.count(_ == own) - factor * (told.weights(own) - around.length)
    var at = 0
    while (at < around.length) {
      val label = around(at)
      val from = at
      while (at < around.length && around(at) == label) at += 1
      val gain = at - from - factor * told.weights(label)
      if (label != own && gain > most + GainMin) {
        most = gain
        best = label
      }
    }
    Option.when(best != own)(best)
  }

  private def labelsOf(rows: Rows, row: Int, labels: Array[Int]): Array[Int] =
    Array.tabulate(rows.length(row))(at => labels(rows.ids(rows.start(row) + at)))

  /** How many follows of a block go from label to label. */
  private def pairs(block: Block, labels: Array[Int]): Iterator[(Long, Long)] = {
    val pairs = new Array[Long](block.out.ids.length)
    for (row <- 0 until block.rows; at <- block.out.start(row) until block.out.start(row + 1))
      pairs(at) = labels(block.account(row)).toLong << 32 | labels(block.out.ids(at))
    Arrays.sort(pairs)
    runs(pairs)
  }

  private def runs(sorted: Array[Long]): Iterator[(Long, Long)] =
    Iterator.unfold(0) { from =>
      Option.when(from < sorted.length) {
        var end = from
        while (end < sorted.length && sorted(end) == sorted(from)) end += 1
        ((sorted(from), (end - from).toLong), end)
      }
    }
}
